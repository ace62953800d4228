package io.wknet.codec.json;

import java.util.stream.Stream;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.Setting;
import io.wknet.frame.SubFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The text of every method, member by member, and the frame that it is.
 */
class JsonReadingTests {

	@Test
	void connectWithAllMembers() {
		assertThat(new JsonTalk().read("""
				{
					"jsonrpc": "2.0",
					"id": "1",
					"method": "connect",
					"params": {
						"header": {"noPersist": true},
						"version": 3,
						"clientKey": "ignored",
						"deviceId": "d1",
						"deviceFlag": 2,
						"clientTimestamp": 1700000000000,
						"uid": "alice",
						"token": "secret"
					}
				}
				""")).isEqualTo(new ConnectFrame(FrameFlags.NO_PERSIST, 5, DeviceFlag.PC, "d1", "alice", "secret",
				1_700_000_000_000L, ""));
	}

	@Test
	void connectWithTheLeast() {
		ConnectFrame connect = (ConnectFrame) new JsonTalk()
			.read("{'method':'connect','params':{'uid':'alice','token':'secret'},'id':'1'}");
		assertThat(connect.deviceFlag()).isEqualTo(DeviceFlag.WEB);
		assertThat(connect.clientTimestamp()).isPositive();
		assertThat(connect.flags()).isZero();
	}

	@Test
	void eachConnectWithoutADeviceIdIsADeviceOfItsOwn() {
		String text = "{'method':'connect','params':{'uid':'alice','token':'secret'}}";
		ConnectFrame first = (ConnectFrame) new JsonTalk().read(text);
		ConnectFrame second = (ConnectFrame) new JsonTalk().read(text);
		assertThat(first.deviceId()).startsWith("json-").isNotEqualTo(second.deviceId());
	}

	@Test
	void sendWithAllMembers() {
		assertThat(JsonTalk.begun().read("""
				{
					"method": "send",
					"params": {
						"header": {"noPersist": true, "redDot": true, "syncOnce": true, "dup": true, "other": [1]},
						"setting": {"receipt": true, "signal": true, "stream": true, "topic": true},
						"msgKey": "k",
						"expire": 4294967295,
						"clientMsgNo": "m1",
						"streamNo": "s1",
						"channelId": "bob",
						"channelType": 255,
						"topic": "t",
						"payload": {"content": "hi", "type": 1}
					},
					"id": 7
				}
				""")).isEqualTo(new SendFrame(15, Setting.RECEIPT | Setting.SIGNAL | Setting.STREAM | Setting.TOPIC, 1,
				"m1", "s1", "bob", 255, 4_294_967_295L, "k", "t", Payload.utf8("{\"content\": \"hi\", \"type\": 1}")));
	}

	@Test
	void sendWithTheLeast() {
		SendFrame send = (SendFrame) JsonTalk.begun()
			.read("{'method':'send','params':{'channelId':'bob','channelType':1,'payload':'hi'}}");
		assertThat(send).isEqualTo(SendFrame.of(1, send.clientMsgNo(), "bob", 1, Payload.utf8("hi")));
		assertThat(send.clientMsgNo()).startsWith("json-");
	}

	@Test
	void aTopicIsSetAlsoIfTheSettingDoesNotSaySo() {
		SendFrame send = (SendFrame) JsonTalk.begun()
			.read("{'method':'send','params':{'channelId':'bob','channelType':1,'payload':'hi','topic':'t'}}");
		assertThat(send.topic()).isEqualTo("t");
		assertThat(send.hasSetting(Setting.TOPIC)).isTrue();
	}

	@Test
	void messagesAreNumbered() {
		JsonTalk talk = JsonTalk.begun();
		String text = "{'method':'send','params':{'channelId':'bob','channelType':1,'payload':'hi'}}";
		assertThat(((SendFrame) talk.read(text)).clientSeq()).isEqualTo(1);
		talk.read("{'method':'ping'}");
		assertThat(((SendFrame) talk.read(text)).clientSeq()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "'1795439660000003'", "1795439660000003" })
	void recvackWithTheMessageIdAsStringOrNumber(String messageId) {
		assertThat(JsonTalk.begun()
			.read("{'method':'recvack','params':{'header':{'redDot':true},'messageId':" + messageId
					+ ",'messageSeq':50}}"))
			.isEqualTo(new RecvackFrame(FrameFlags.RED_DOT, 1_795_439_660_000_003L, 50));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'method':'ping'}", "{'method':'ping','params':{}}", "{'method':'ping','params':null}",
			"{'method':'ping','params':{'what':[{}]},'id':'1','more':{'a':[]}}" })
	void ping(String text) {
		assertThat(JsonTalk.begun().read(text)).isSameAs(PingFrame.INSTANCE);
	}

	@Test
	void disconnect() {
		assertThat(JsonTalk.begun().read("{'method':'disconnect','params':{'reasonCode':3,'reason':'bye'}}"))
			.isEqualTo(DisconnectFrame.of(ReasonCode.of(3), "bye"));
		assertThat(JsonTalk.begun().read("{'method':'disconnect'}"))
			.isEqualTo(DisconnectFrame.of(ReasonCode.UNKNOWN, ""));
	}

	@Test
	void subscribe() {
		assertThat(JsonTalk.begun()
			.read("{'method':'subscribe','id':1,'params':{'subNo':'s','channelId':'news','channelType':7,'param':'p',"
					+ "'header':{'dup':true},'setting':{'topic':true}}}"))
			.isEqualTo(new SubFrame(FrameFlags.DUP, Setting.TOPIC, "s", "news", 7, SubFrame.SUBSCRIBE, "p"));
	}

	@Test
	void unsubscribe() {
		assertThat(JsonTalk.begun().read("{'method':'unsubscribe','params':{'channelId':'news','channelType':7}}"))
			.isEqualTo(SubFrame.of("", "news", 7, SubFrame.UNSUBSCRIBE));
	}

	@Test
	void event() {
		assertThat(JsonTalk.begun()
			.read("{'method':'event','params':{'id':'e1','type':'typing','timestamp':1700000000000,'data':'{}'}}"))
			.isEqualTo(new EventFrame(0, "e1", "typing", 1_700_000_000_000L, Payload.utf8("{}")));
	}

	@Test
	void frame() {
		assertThat(JsonTalk.begun().read("{'method':'frame','params':{'type':16,'flags':255,'payload':[1, 2]}}"))
			.isEqualTo(new ApplicationFrame(16, 255, Payload.utf8("[1, 2]")));
		assertThat(JsonTalk.begun().read("{'method':'frame','params':{'type':255}}"))
			.isEqualTo(ApplicationFrame.of(255, Payload.EMPTY));
	}

	static Stream<Arguments> payloads() {
		return Stream.of(Arguments.of("'payload':{}", Payload.utf8("{}")),
				Arguments.of("'payload': { 'a' : [ 1.50, null ] } ", Payload.utf8("{ \"a\" : [ 1.50, null ] }")),
				Arguments.of("'payload':[]", Payload.utf8("[]")), Arguments.of("'payload':''", Payload.EMPTY),
				Arguments.of("'payload':'gr\u00fc\u00df \\u20ac \\n'", Payload.utf8("gr\u00fc\u00df \u20ac \n")),
				Arguments.of("'payload':{'a':'\u20ac'}", Payload.utf8("{\"a\":\"\u20ac\"}")),
				Arguments.of("'payloadBase64':''", Payload.EMPTY),
				Arguments.of("'payloadBase64':'AP+A'", Payload.copyOf(new byte[] { 0, -1, -128 })),
				Arguments.of("'payload':null,'payloadBase64':'AA=='", Payload.copyOf(new byte[1])));
	}

	@ParameterizedTest
	@MethodSource("payloads")
	void payloadsAreTheBytesThatOthersWouldSend(String member, Payload payload) {
		assertThat(JsonTalk.begun().read("{'method':'frame','params':{'type':16," + member + "}}"))
			.isEqualTo(ApplicationFrame.of(16, payload));
	}

	@Test
	void theOrderOfMembersDoesNotMatter() {
		assertThat(JsonTalk.begun().read(" {'params' : {'type':16,'payload':'x'}\t,'id':null,\n'method':'frame'} \n"))
			.isEqualTo(ApplicationFrame.of(16, Payload.utf8("x")));
	}

	@Test
	void aNameMayBeEscaped() {
		assertThat(JsonTalk.begun().read("{'m\\u0065thod':'p\\u0069ng'}")).isSameAs(PingFrame.INSTANCE);
	}

	@Test
	void waitsForTheEndOfATextByteByByte() {
		byte[] text = JsonTalk.bytes("{'method':'ping'}");
		JsonDecoderStream stream = new JsonDecoderStream(JsonTalk.begunConversation());
		for (int i = 0; i < text.length - 1; i++) {
			assertThat(stream.add(text[i])).as("after byte %s", i).isNull();
		}
		assertThat(stream.add(text[text.length - 1])).isSameAs(PingFrame.INSTANCE);
		assertThat(stream.isEmpty()).isTrue();
	}

	@Test
	void takesTextsOneByOne() {
		JsonDecoderStream stream = new JsonDecoderStream(JsonTalk.begunConversation());
		stream.addAll(JsonTalk.bytes("{'method':'ping'}"), JsonTalk.bytes("{'method':'frame','params':{'type':20}}"));
		assertThat(stream.next()).isSameAs(PingFrame.INSTANCE);
		assertThat(stream.next()).isEqualTo(ApplicationFrame.of(20, Payload.EMPTY));
		assertThat(stream.next()).isNull();
	}

}
