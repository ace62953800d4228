package io.wknet.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameEncoder;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.Setting;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The text of every frame that a server sends, member by member.
 */
class JsonWritingTests {

	private static final String SEND = "{'method':'send','id':%s,'params':{'channelId':'bob','channelType':1,'payload':'hi'}}";

	private final JsonTalk talk = new JsonTalk();

	@Test
	void connackAnswersConnect() {
		this.talk.read("{'id':'c1','method':'connect','params':{'uid':'alice','token':'t'}}");
		assertThat(this.talk.write(new ConnackFrame(5, -15, ReasonCode.SUCCESS, "", "", -1)))
			.isEqualTo("{'jsonrpc':'2.0','id':'c1','result':{'serverVersion':5,'timeDiff':-15,'reasonCode':1,"
					+ "'nodeId':18446744073709551615}}");
		assertThat(this.talk.waiting()).isZero();
	}

	@Test
	void connackThatRefusesIsAnError() {
		this.talk.read("{'id':1,'method':'connect','params':{'uid':'alice','token':'t'}}");
		assertThat(this.talk.write(new ConnackFrame(5, 0, ReasonCode.AUTH_FAIL, "", "", 1)))
			.isEqualTo("{'jsonrpc':'2.0','id':1,'error':{'code':2,'message':'AUTH_FAIL'}}");
	}

	@Test
	void connackOfAConnectWithoutIdIsTold() {
		this.talk.read("{'method':'connect','params':{'uid':'alice','token':'t'}}");
		assertThat(this.talk.write(new ConnackFrame(5, 0, ReasonCode.AUTH_FAIL, "", "", 1)))
			.isEqualTo("{'jsonrpc':'2.0','method':'connack','params':{'serverVersion':5,'timeDiff':0,'reasonCode':2,"
					+ "'nodeId':1}}");
	}

	@Test
	void sendackAnswersItsSend() {
		JsonTalk begun = JsonTalk.begun();
		SendFrame first = (SendFrame) begun.read(SEND.formatted("'a'"));
		SendFrame second = (SendFrame) begun.read(SEND.formatted("'b'"));
		assertThat(begun.write(SendackFrame.refused(second, ReasonCode.BAN)))
			.isEqualTo("{'jsonrpc':'2.0','id':'b','result':{'messageId':'0','messageSeq':0,'reasonCode':19}}");
		assertThat(
				begun.write(SendackFrame.accepted(first.withFlags(FrameFlags.RED_DOT), Long.MAX_VALUE, 4_294_967_295L)))
			.isEqualTo("{'jsonrpc':'2.0','id':'a','result':{'header':{'redDot':true},'messageId':'9223372036854775807',"
					+ "'messageSeq':4294967295,'reasonCode':1}}");
		assertThat(begun.waiting()).isZero();
	}

	@Test
	void sendackOfASendWithoutIdIsTold() {
		assertThat(this.talk.write(new SendackFrame(0, 8, 1, 2, ReasonCode.SUCCESS)))
			.isEqualTo("{'jsonrpc':'2.0','method':'sendack','params':{'messageId':'8','messageSeq':2,'reasonCode':1}}");
	}

	@Test
	void aSecondSendackForOneSendIsTold() {
		JsonTalk begun = JsonTalk.begun();
		SendFrame send = (SendFrame) begun.read(SEND.formatted("'a'"));
		begun.write(SendackFrame.accepted(send, 1, 1));
		assertThat(begun.write(SendackFrame.accepted(send, 1, 1))).contains("'method':'sendack'");
	}

	@Test
	void recvWithAllMembers() {
		assertThat(this.talk.write(new RecvFrame(15, 0xFF, "k", "bob", "lobby", 2, 60, "m1", 1, "s1", -1, 7, 50,
				1_678_886_400, "t", Payload.utf8("{\"content\":\"hi\",\"type\":1}"))))
			.isEqualTo("{'jsonrpc':'2.0','method':'recv','params':{"
					+ "'header':{'noPersist':true,'redDot':true,'syncOnce':true,'dup':true},"
					+ "'setting':{'receipt':true,'signal':true,'stream':true,'topic':true},"
					+ "'msgKey':'k','expire':60,'messageId':'7','messageSeq':50,'clientMsgNo':'m1',"
					+ "'streamNo':'s1','streamId':'18446744073709551615','streamFlag':1,"
					+ "'timestamp':1678886400,'channelId':'lobby','channelType':2,'topic':'t',"
					+ "'fromUid':'bob','payload':{'content':'hi','type':1}}}");
	}

	@Test
	void recvWithTheLeast() {
		assertThat(this.talk.write(new RecvFrame(0, Setting.NO_ENCRYPT, "", "bob", "bob", 1, 0, "", 0, "", 0, 7, 50, -1,
				"", Payload.utf8("hi"))))
			.isEqualTo("{'jsonrpc':'2.0','method':'recv','params':{'messageId':'7','messageSeq':50,'timestamp':-1,"
					+ "'channelId':'bob','channelType':1,'fromUid':'bob','payload':'hi'}}");
	}

	@Test
	void pongAnswersPing() {
		JsonTalk begun = JsonTalk.begun();
		begun.read("{'method':'ping','id':'p1'}");
		begun.read("{'method':'ping','id':-9007199254740993}");
		assertThat(begun.write(PongFrame.INSTANCE)).isEqualTo("{'jsonrpc':'2.0','id':'p1','result':{}}");
		assertThat(begun.write(PongFrame.INSTANCE)).isEqualTo("{'jsonrpc':'2.0','id':-9007199254740993,'result':{}}");
		assertThat(begun.write(PongFrame.INSTANCE)).isEqualTo("{'jsonrpc':'2.0','method':'pong','params':{}}");
	}

	@Test
	void disconnect() {
		assertThat(this.talk.write(DisconnectFrame.of(ReasonCode.CONNECT_KICK, "KICKED")))
			.isEqualTo("{'jsonrpc':'2.0','method':'disconnect','params':{'reasonCode':12,'reason':'KICKED'}}");
	}

	@Test
	void subackAnswersItsSub() {
		JsonTalk begun = JsonTalk.begun();
		SubFrame news = (SubFrame) begun
			.read("{'method':'subscribe','id':'a','params':{'subNo':'1','channelId':'news','channelType':7}}");
		SubFrame sport = (SubFrame) begun
			.read("{'method':'unsubscribe','id':'b','params':{'channelId':'sport','channelType':7}}");
		assertThat(begun.write(SubackFrame.of(sport, ReasonCode.SUCCESS)))
			.isEqualTo("{'jsonrpc':'2.0','id':'b','result':{'subNo':'','channelId':'sport','channelType':7,'action':1,"
					+ "'reasonCode':1}}");
		assertThat(begun.write(SubackFrame.of(news, ReasonCode.NOT_IN_WHITELIST)))
			.isEqualTo("{'jsonrpc':'2.0','id':'a','result':{'subNo':'1','channelId':'news','channelType':7,'action':0,"
					+ "'reasonCode':13}}");
	}

	@Test
	void subackOfASubWithoutIdIsTold() {
		assertThat(this.talk.write(SubackFrame.of(SubFrame.of("1", "news", 7, 0), ReasonCode.SUCCESS)))
			.isEqualTo("{'jsonrpc':'2.0','method':'suback','params':{'subNo':'1','channelId':'news','channelType':7,"
					+ "'action':0,'reasonCode':1}}");
	}

	@Test
	void eventWhoseDataIsAlwaysAString() {
		assertThat(this.talk
			.write(new EventFrame(FrameFlags.NO_PERSIST, "e1", "typing", 1_700_000_000_000L, Payload.utf8("[1]"))))
			.isEqualTo("{'jsonrpc':'2.0','method':'event','params':{'header':{'noPersist':true},'id':'e1',"
					+ "'type':'typing','timestamp':1700000000000,'data':'[1]'}}");
	}

	@Test
	void frameOfTheApplication() {
		assertThat(this.talk.write(new ApplicationFrame(16, 255, Payload.utf8("hi"))))
			.isEqualTo("{'jsonrpc':'2.0','method':'frame','params':{'type':16,'flags':255,'payload':'hi'}}");
	}

	static Stream<Arguments> payloads() {
		return Stream.of(Arguments.of(Payload.EMPTY, "'payload':''"),
				Arguments.of(Payload.utf8(" { \"a\" : 1 } "), "'payload': { 'a' : 1 } "),
				Arguments.of(Payload.utf8("[]"), "'payload':[]"), Arguments.of(Payload.utf8("17"), "'payload':'17'"),
				Arguments.of(Payload.utf8("null"), "'payload':'null'"),
				Arguments.of(Payload.utf8("{a"), "'payload':'{a'"),
				Arguments.of(Payload.utf8("{} {}"), "'payload':'{} {}'"),
				Arguments.of(Payload.utf8("gr\u00fc\u00df\n"), "'payload':'gr\u00fc\u00df\\n'"),
				Arguments.of(Payload.utf8("\uFFFD"), "'payload':'\uFFFD'"),
				Arguments.of(Payload.copyOf(new byte[] { 0, -1, -128 }), "'payloadBase64':'AP+A'"),
				Arguments.of(Payload.utf8("[".repeat(65) + "]".repeat(65)),
						"'payload':'" + "[".repeat(65) + "]".repeat(65) + "'"));
	}

	@ParameterizedTest
	@MethodSource("payloads")
	void payloadsAreJsonOrTextOrBase64(Payload payload, String member) {
		assertThat(this.talk.write(ApplicationFrame.of(20, payload)))
			.isEqualTo("{'jsonrpc':'2.0','method':'frame','params':{'type':20," + member + "}}");
	}

	@Test
	void whatOnlyAClientSendsIsNotWritten() {
		ByteBuf out = Unpooled.buffer().writeByte(1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> JsonConversation.encoderForAll().encode(PingFrame.INSTANCE, 5, out))
			.withMessage("Only a client sends PING");
		assertThat(out.readableBytes()).isEqualTo(1);
	}

	@Test
	void whatManyGetIsWrittenWithoutRegardToRequests() {
		JsonTalk begun = JsonTalk.begun();
		begun.read("{'method':'ping','id':'p1'}");
		ByteBuf out = Unpooled.buffer();
		JsonConversation.encoderForAll().encode(PongFrame.INSTANCE, 5, out);
		assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"pong\"");
		assertThat(begun.waiting()).isEqualTo(1);
	}

	@Test
	void measuresAboutWhatItWrites() {
		FrameEncoder encoder = JsonConversation.encoderForAll();
		for (int size : new int[] { 0, 1, 100, 100_000 }) {
			byte[] bytes = new byte[size];
			Arrays.fill(bytes, (byte) -1);
			Frame frame = RecvFrame.of("bob", "lobby", 2, Long.MAX_VALUE, 1, Payload.wrap(bytes));
			ByteBuf out = Unpooled.buffer();
			encoder.encode(frame, 5, out);
			assertThat(encoder.encodedBytes(frame, 5)).isCloseTo(out.readableBytes(), Offset.offset(200));
		}
	}

}
