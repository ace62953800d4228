package io.wknet.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.wknet.codec.FrameTooLargeException;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ProtocolException;
import io.wknet.support.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is refused, and what the client is told of it.
 */
class JsonErrorTests {

	private final JsonTalk talk = JsonTalk.begun();

	private void assertRefused(JsonTalk refusing, String text, int code, String id, String message) {
		assertThatExceptionOfType(JsonRpcException.class).isThrownBy(() -> refusing.read(text)).withMessage(message);
		assertThat(refusing.writeLast())
			.isEqualTo("{'jsonrpc':'2.0','id':" + id + ",'error':{'code':" + code + ",'message':'"
					+ message.replace("\"", "\\'") + "','data':{'reasonCode':0,'reason':'PROTOCOL_ERROR'}}}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			x                                  | 0
			{                                  | 1
			{'method':'ping',}                 | 17
			{'method':ping}                    | 10
			{'method':'ping'}}                 | 17
			{'method':'ping'                   | 16
			{method:'ping'}                    | 1
			{'method':'p\\qing'}               | 13
			{'id':01}                          | 7
			{'more':[}                         | 9
			""")
	void aTextThatIsNoJson(String text, int at) {
		assertThatExceptionOfType(JsonRpcException.class).isThrownBy(() -> this.talk.read(text))
			.withMessage("The message is not JSON: look at byte " + at);
		assertThat(this.talk.writeLast()).startsWith("{'jsonrpc':'2.0','id':null,'error':{'code':-32700,");
	}

	@Test
	void aTextThatIsNoJsonIsNotQuoted() {
		assertThatExceptionOfType(JsonRpcException.class)
			.isThrownBy(() -> this.talk.read("{'params':{'token':alice-token}}"))
			.withMessageNotContaining("alice");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                                 | null | A message must be an object, found nothing
			'  '                               | null | A message must be an object, found nothing
			[{'method':'ping'}]                | null | There are no batches here: send each request in a message
			'"ping"'                           | null | A message must be an object, found a string
			17                                 | null | A message must be an object, found an integer
			null                               | null | A message must be an object, found null
			{'method':'ping'} {}               | null | A message must be one object, found an object behind it
			{}                                 | null | method is missing
			{'id':1,'result':{}}               | 1    | method is missing
			{'id':1,'method':17}               | 1    | method must be a string, found an integer
			{'id':1,'method':null}             | 1    | method must be a string, found null
			{'id':1,'method':'a','method':'b'} | 1    | There is more than one method
			{'id':1,'id':2}                    | 1    | There is more than one id
			{'id':1.5}                         | null | id must be a string or an integer, found a fraction
			{'id':true}                        | null | id must be a string or an integer, found a boolean
			{'id':{}}                          | null | id must be a string or an integer, found an object
			{'id':9223372036854775808}         | null | id must be an integer of 64 bits, found a larger one
			{'params':{},'params':{}}          | null | There is more than one params
			{'id':1,'jsonrpc':'1.0'}           | 1    | jsonrpc must be "2.0" if it is there
			{'id':1,'jsonrpc':2.0}             | 1    | jsonrpc must be "2.0" if it is there
			{'id':1,'method':'connect','params':{'uid':'u','token':'t'}} | 1 | A second connect
			""")
	void anEnvelopeThatIsNone(String text, String id, String message) {
		assertRefused(this.talk, text, -32_600, id, message);
	}

	@Test
	void anIdThatIsTooLong() {
		String longest = "i".repeat(Request.MAX_ID_LENGTH);
		assertThat(this.talk.read("{'method':'ping','id':'" + longest + "'}")).isSameAs(PingFrame.INSTANCE);
		assertRefused(this.talk, "{'method':'ping','id':'" + longest + "i'}", -32_600, "null",
				"id must have at most 64 characters, found 65");
	}

	@Test
	void anythingBeforeConnect() {
		assertRefused(new JsonTalk(), "{'method':'ping','id':'1'}", -32_600, "'1'",
				"The first method must be connect, found ping");
	}

	@ParameterizedTest
	@CsvSource({ "recv, recv", "Ping, Ping", "'', ''", "a\\u001b[31m, a\\u001b[31m", "rpc.ping, rpc.ping" })
	void aMethodThatThereIsNot(String method, String found) {
		assertThatExceptionOfType(JsonRpcException.class)
			.isThrownBy(() -> this.talk.read("{'id':1,'method':'" + method + "'}"))
			.withMessage("There is no method " + found);
		assertThat(this.talk.writeLast()).startsWith("{'jsonrpc':'2.0','id':1,'error':{'code':-32601,");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					send       | 17                                | params must be an object, found an integer
					send       | []                                | params must be an object, found an array
					send       | {}                                | params.channelId is missing
					send       | {'channelId':null}                | params.channelId is missing
					send       | {'channelId':17}                  | params.channelId must be a string, found an integer
					send       | {'channelId':{'a':1}}             | params.channelId must be a string, found an object
					send       | {'channelId':'b'}                 | params.channelType is missing
					send       | {'channelId':'b','channelType':'1'} | params.channelType must be an integer of 64 bits, found a string
					send       | {'channelId':'b','channelType':1.5} | params.channelType must be an integer of 64 bits, found a fraction
					send       | {'channelId':'b','channelType':256} | params.channelType must be 0..255, found 256
					send       | {'channelId':'b','channelType':-1} | params.channelType must be 0..255, found -1
					send       | {'channelId':'b','channelType':1} | params.payload is missing
					send       | {'channelId':'b','channelType':1,'payload':''\
					,'expire':4294967296}                          | params: expire must be 0..4294967295, found 4294967296
					send       | {'channelId':'b','channelType':1,'payload':''\
					,'expire':1e400}                               | params.expire must be an integer of 64 bits, found a fraction
					send       | {'payload':17}                    | params.payload must be an object, an array or a string, found an integer
					send       | {'payload':true}                  | params.payload must be an object, an array or a string, found a boolean
					send       | {'payload':'','payloadBase64':''} | params.payloadBase64 is one payload too many
					send       | {'payloadBase64':'a'}             | params.payloadBase64 must be base64
					send       | {'payloadBase64':[]}              | params.payloadBase64 must be a string, found an array
					send       | {'header':17}                     | params.header must be an object, found an integer
					send       | {'header':{'dup':1}}              | params.header.dup must be a boolean, found an integer
					send       | {'setting':[]}                    | params.setting must be an object, found an array
					recvack    | {}                                | params.messageId is missing
					recvack    | {'messageId':'x','messageSeq':1}  | params.messageId must be an integer of 64 bits, found a string of something else
					recvack    | {'messageId':'1','messageSeq':-1} | params: messageSeq must be 0..4294967295, found -1
					disconnect | {'reasonCode':256}                | params.reasonCode must be 0..255, found 256
					subscribe  | {'channelType':1}                 | params.channelId is missing
					event      | {'id':'1'}                        | params.type is missing
					event      | {'type':'t','data':1}             | params.data must be an object, an array or a string, found an integer
					frame      | {}                                | params.type is missing
					frame      | {'type':'16'}                     | params.type must be an integer of 64 bits, found a string
					frame      | {'type':15}                       | params: typeCode must be 16..255, found 15; lower codes belong to the protocol
					frame      | {'type':16,'flags':256}           | params.flags must be 0..255, found 256
					""")
	void parametersThatAFrameCanNotHave(String method, String params, String message) {
		assertRefused(this.talk, "{'id':'1','method':'" + method + "','params':" + params + "}", -32_602, "'1'",
				message);
	}

	@Test
	void connectWithoutAToken() {
		assertRefused(new JsonTalk(), "{'id':'1','method':'connect','params':{'uid':'alice'}}", -32_602, "'1'",
				"params.token is missing");
	}

	@Test
	void aStringThatOtherHeadersHaveNoRoomFor() {
		assertThat(this.talk.read(send("c".repeat(32_767)))).isNotNull();
		assertThatExceptionOfType(JsonRpcException.class).isThrownBy(() -> this.talk.read(send("c".repeat(32_768))))
			.withMessageStartingWith("params: channelId must be at most 32767 bytes of UTF-8, found 32768");
	}

	private static String send(String channelId) {
		return "{'method':'send','params':{'channelId':'" + channelId + "','channelType':1,'payload':''}}";
	}

	@ParameterizedTest
	@ValueSource(strings = { "payload", "other" })
	void objectsThatAreTooDeep(String name) {
		String arrays = "[".repeat(JsonText.MAX_DEPTH - 2);
		String closed = "]".repeat(JsonText.MAX_DEPTH - 2);
		assertThat(this.talk.read("{'method':'frame','params':{'type':16,'" + name + "':" + arrays + closed + "}}"))
			.isInstanceOf(ApplicationFrame.class);
		assertThatExceptionOfType(JsonRpcException.class)
			.isThrownBy(() -> this.talk
				.read("{'method':'frame','params':{'type':16,'" + name + "':[" + arrays + closed + "]}}"))
			.withMessageStartingWith("The message may have at most 64 levels, ");
	}

	@Test
	void manyBracketsAreNoBurden() {
		assertThatExceptionOfType(JsonRpcException.class).isThrownBy(() -> this.talk.read("[".repeat(1_000_000)));
		assertThatExceptionOfType(JsonRpcException.class)
			.isThrownBy(() -> this.talk.read("{'params':" + "{'a':".repeat(200_000)));
	}

	@Test
	void namesThatAreTooLong() {
		String longest = "n".repeat(JsonText.MAX_NAME_LENGTH);
		assertThat(this.talk.read("{'method':'ping','" + longest + "':1}")).isSameAs(PingFrame.INSTANCE);
		assertThatExceptionOfType(JsonRpcException.class)
			.isThrownBy(() -> this.talk.read("{'method':'ping','" + "n".repeat(1_000) + "':1}"));
	}

	@Test
	void numbersThatAreTooLong() {
		assertThatExceptionOfType(JsonRpcException.class)
			.isThrownBy(() -> this.talk.read("{'method':'ping','n':" + "1".repeat(1_000) + "}"));
	}

	@Test
	void aTextOfTheLimitIsTakenAndALongerOneIsNot() {
		byte[] text = JsonTalk.bytes("{'method':'ping'}");
		int length = text.length - 1;
		assertThat(this.talk.read(text, length)).isSameAs(PingFrame.INSTANCE);
		assertThatExceptionOfType(FrameTooLargeException.class).isThrownBy(() -> this.talk.read(text, length - 1))
			.satisfies((ex) -> assertThat(ex.frameBytes()).isEqualTo(length));
	}

	@Test
	void aTextIsTooLongBeforeItEnds() {
		byte[] begun = new byte[11];
		Arrays.fill(begun, (byte) ' ');
		assertThat(this.talk.read(Arrays.copyOf(begun, 10), 10)).isNull();
		assertThatExceptionOfType(FrameTooLargeException.class).isThrownBy(() -> this.talk.read(begun, 10));
	}

	@ParameterizedTest
	@ValueSource(strings = { "C3", "C0 80", "ED A0 80", "F4 90 80 80", "FE" })
	void bytesThatAreNoUtf8(String hex) {
		byte[] text = "{'method':'ping','n':'??????'}".replace('\'', '"').getBytes(StandardCharsets.US_ASCII);
		byte[] bytes = new byte[text.length + 1];
		System.arraycopy(text, 0, bytes, 0, text.length);
		bytes[text.length] = JsonConversation.END;
		byte[] invalid = Bytes.hex(hex);
		System.arraycopy(invalid, 0, bytes, 22, invalid.length);
		assertThatExceptionOfType(InvalidTextException.class).isThrownBy(() -> this.talk.read(bytes, 1_000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16LE", "UTF-16BE", "UTF-32BE" })
	void textInAnotherEncoding(String charset) throws Exception {
		byte[] text = "{\"method\":\"ping\"}".getBytes(charset);
		byte[] bytes = Arrays.copyOf(text, text.length + 1);
		bytes[text.length] = JsonConversation.END;
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> this.talk.read(bytes, 1_000));
	}

	@Test
	void halfASurrogatePairIsAQuestionMarkAsElsewhere() {
		assertThat(this.talk.read("{'method':'frame','params':{'type':16,'payload':'\\ud800'}}"))
			.isEqualTo(ApplicationFrame.of(16, Payload.utf8("?")));
	}

	@Test
	void theOldestRequestIsForgottenWhenTooManyWait() {
		for (int i = 0; i <= Requests.MAX; i++) {
			this.talk.read("{'method':'ping','id':" + i + "}");
		}
		assertThat(this.talk.waiting()).isEqualTo(Requests.MAX);
		assertThat(this.talk.write(PongFrame.INSTANCE)).contains("'id':1,");
	}

	@Test
	void whatIsNeverAnsweredIsNotKept() {
		this.talk.read("{'method':'recvack','id':1,'params':{'messageId':'1','messageSeq':1}}");
		this.talk.read("{'method':'frame','id':2,'params':{'type':16}}");
		this.talk.read("{'method':'event','id':3,'params':{'type':'t'}}");
		assertThat(this.talk.waiting()).isZero();
	}

}
