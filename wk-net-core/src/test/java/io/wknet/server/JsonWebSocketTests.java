package io.wknet.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.session.AuthSettings;
import io.wknet.session.Encryption;
import io.wknet.support.Bytes;
import io.wknet.support.LeakExtension;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.support.RawWebSocket.Message;
import io.wknet.topic.Topic;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.WebSocketSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Clients that speak JSON, beside those that speak binary.
 */
@ExtendWith(LeakExtension.class)
class JsonWebSocketTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final int MAX = 70_000;

	private static final int CLOSE_ME = 100;

	private static final int KICK_ME = 101;

	private static final int FAIL = 102;

	private static final String CONNECT = "{'id':'c','method':'connect','params':{'uid':'%s','token':'%s'}}";

	private final BlockingQueue<ClientFrame> heard = new LinkedBlockingQueue<>();

	private BoundWkServer server;

	@BeforeEach
	void bind() {
		bind(Protocol.AUTO, WebSocketSettings.defaults().withJson(true));
	}

	private void bind(Protocol protocol, WebSocketSettings webSocket) {
		this.server = WkServer.create()
			.listen(ListenerSettings.ws(0).withHost("127.0.0.1").withProtocol(protocol).withWebSocket(webSocket))
			.frameLimits(FrameLimits.defaults().withMaxFrameBytes(MAX))
			.auth(AuthSettings.defaults().withMaxFrameBytes(1_000))
			.outbound(OutboundSettings.defaults().withMaxPendingBytes(4 << 20))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(credentials.token().equals(Canary.TOKEN)
					? AuthResult.accepted(credentials.uid()) : AuthResult.rejected()))
			.topicAuthorizer((connection, topic, param) -> topic.channelId().equals("news"))
			.onFrame(this::received)
			.bind();
	}

	private void rebind(Protocol protocol, WebSocketSettings webSocket) {
		this.server.close();
		bind(protocol, webSocket);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void received(WkConnection connection, ClientFrame frame) {
		if (frame instanceof SendFrame send) {
			connection.write(SendackFrame.accepted(send, Long.MAX_VALUE, 50));
			this.server.operations()
				.sendToUser(send.channelId(), RecvFrame.of(send, String.valueOf(connection.uid()),
						String.valueOf(connection.uid()), Long.MAX_VALUE, 50));
		}
		else if (frame instanceof ApplicationFrame application) {
			answer(connection, application);
		}
		else {
			this.heard.add(frame);
		}
	}

	private static void answer(WkConnection connection, ApplicationFrame frame) {
		switch (frame.typeCode()) {
			case CLOSE_ME -> connection.close(ReasonCode.BAN, "enough");
			case KICK_ME -> connection.kick();
			case FAIL -> throw new IllegalStateException("as told");
			default -> connection.write(frame);
		}
	}

	private RawWebSocket login(String uid) {
		return login(RawWebSocket.open(this.server.port()), uid);
	}

	private static RawWebSocket login(RawWebSocket client, String uid) {
		client.sendText(CONNECT.formatted(uid, Canary.TOKEN));
		assertThat(client.readText()).startsWith("{'jsonrpc':'2.0','id':'c','result':{'serverVersion':5,'timeDiff':")
			.endsWith(",'reasonCode':1,'nodeId':1}}");
		return client;
	}

	private void assertEnds(RawWebSocket client, CloseReason reason, int status, String told) {
		List<Message> last = client.readAll();
		assertThat(last).hasSize(2);
		assertThat(last.get(0).text()).isEqualTo(told);
		assertThat(last.get(1).status()).isEqualTo(status);
		assertCloses(reason);
	}

	private void assertCloses(CloseReason reason) {
		Awaitility.await().untilAsserted(() -> assertThat(this.server.stats().closed().get(reason)).isEqualTo(1));
		assertThat(this.server.connections().connectionCount()).isZero();
		assertThat(this.server.stats().closed().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
	}

	private static String disconnect(int code, String reason) {
		return "{'jsonrpc':'2.0','method':'disconnect','params':{'reasonCode':" + code + ",'reason':'" + reason + "'}}";
	}

	@Test
	void isAConnectionAsAnyOther() {
		try (RawWebSocket client = login("alice")) {
			WkConnection connection = this.server.connections().findByUid("alice").get(0);
			assertThat(connection.protocol()).isEqualTo("json");
			assertThat(connection.protocolVersion()).isEqualTo(5);
			assertThat(connection.deviceId()).startsWith("json-");
			client.sendText("{'method':'ping','id':17}");
			assertThat(client.readText()).isEqualTo("{'jsonrpc':'2.0','id':17,'result':{}}");
			assertThat(connection.stats().framesIn()).isEqualTo(2);
			assertThat(connection.stats().framesOut()).isEqualTo(2);
		}
		assertCloses(CloseReason.CLIENT);
	}

	@Test
	void refusesAWrongToken() {
		try (RawWebSocket client = RawWebSocket.open(this.server.port())) {
			client.sendText(CONNECT.formatted("alice", "wrong"));
			assertThat(client.readText())
				.isEqualTo("{'jsonrpc':'2.0','id':'c','error':{'code':2,'message':'AUTH_FAIL'}}");
			assertEnds(client, CloseReason.AUTH_FAILED, 1008, disconnect(2, "AUTH_FAILED"));
		}
	}

	@Test
	void messagesPassBetweenJsonAndBinaryClients() throws Exception {
		try (RawWebSocket alice = login("alice"); RawWebSocket bob = RawWebSocket.login(this.server.port(), "bob")) {
			alice.sendText("{'id':'m1','method':'send','params':{'clientMsgNo':'n1','channelId':'bob','channelType':1,"
					+ "'header':{'redDot':true},'payload':{'content':'hi','type':1}}}");
			assertThat(alice.readText()).isEqualTo("{'jsonrpc':'2.0','id':'m1','result':{'header':{'redDot':true},"
					+ "'messageId':'9223372036854775807','messageSeq':50,'reasonCode':1}}");
			RawFrame recv = bob.readFrame();
			assertThat(recv.type()).isEqualTo(FrameType.RECV.code());
			assertThat(new String(recv.body(), StandardCharsets.UTF_8)).endsWith("{\"content\":\"hi\",\"type\":1}");
			this.server.operations()
				.sendToUser("alice",
						new RecvFrame(2, 0, "", "bob", "bob", 1, 0, "n2", 0, "", 0, 7, 51, 1_678_886_400, "",
								Payload.utf8("{\"content\":\"hello\"}")))
				.await(SOON);
			assertThat(alice.readText())
				.isEqualTo("{'jsonrpc':'2.0','method':'recv','params':{'header':{'redDot':true},"
						+ "'messageId':'7','messageSeq':51,'clientMsgNo':'n2','timestamp':1678886400,'channelId':'bob',"
						+ "'channelType':1,'fromUid':'bob','payload':{'content':'hello'}}}");
			alice.sendText("{'method':'recvack','params':{'header':{'redDot':true},'messageId':'7','messageSeq':51}}");
			assertThat(this.heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new RecvackFrame(2, 7, 51));
		}
	}

	@Test
	void framesOfTheApplicationPassInBothDirections() {
		try (RawWebSocket client = login("alice")) {
			client.sendText("{'method':'frame','params':{'type':16,'flags':129,'payload':'hello'}}");
			assertThat(client.readText())
				.isEqualTo("{'jsonrpc':'2.0','method':'frame','params':{'type':16,'flags':129,'payload':'hello'}}");
			client.sendText("{'method':'frame','params':{'type':255,'payloadBase64':'AP8='}}");
			assertThat(client.readText())
				.isEqualTo("{'jsonrpc':'2.0','method':'frame','params':{'type':255,'payloadBase64':'AP8='}}");
		}
	}

	@Test
	void eventsPassInBothDirections() throws Exception {
		try (RawWebSocket client = login("alice")) {
			client.sendText("{'method':'event','params':{'id':'e1','type':'typing','timestamp':17,'data':'x'}}");
			EventFrame event = new EventFrame(0, "e1", "typing", 17, Payload.utf8("x"));
			assertThat(this.heard.poll(20, TimeUnit.SECONDS)).isEqualTo(event);
			this.server.operations().sendToUser("alice", event).await(SOON);
			assertThat(client.readText()).isEqualTo(
					"{'jsonrpc':'2.0','method':'event','params':{'id':'e1','type':'typing','timestamp':17,'data':'x'}}");
		}
	}

	@Test
	void topicsCanBeSubscribedTo() {
		try (RawWebSocket client = login("alice")) {
			client.sendText("{'id':1,'method':'subscribe','params':{'subNo':'s','channelId':'news','channelType':7}}");
			assertThat(client.readText()).isEqualTo("{'jsonrpc':'2.0','id':1,'result':{'subNo':'s','channelId':'news',"
					+ "'channelType':7,'action':0,'reasonCode':1}}");
			client.sendText("{'id':2,'method':'subscribe','params':{'channelId':'secrets','channelType':7}}");
			assertThat(client.readText())
				.isEqualTo("{'jsonrpc':'2.0','id':2,'result':{'subNo':'','channelId':'secrets',"
						+ "'channelType':7,'action':0,'reasonCode':13}}");
			this.server.operations()
				.sendToTopic(new Topic("news", 7), ApplicationFrame.of(20, Payload.utf8("{\"a\":1}")))
				.await(SOON);
			assertThat(client.readText())
				.isEqualTo("{'jsonrpc':'2.0','method':'frame','params':{'type':20,'payload':{'a':1}}}");
			client.sendText("{'id':3,'method':'unsubscribe','params':{'channelId':'news','channelType':7}}");
			assertThat(client.readText()).contains("'id':3,").contains("'action':1,'reasonCode':1}");
			assertThat(this.server.topics().subscriberCount(new Topic("news", 7))).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 100, 2_000, 66_000 })
	void aFrameForManyReachesEveryKindOfClient(int bytes) {
		String text = "x".repeat(bytes);
		List<RawWebSocket> clients = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			clients.add(login("json" + i));
			clients.add(RawWebSocket.login(this.server.port(), "binary" + i));
		}
		assertThat(
				this.server.operations().sendToAll(ApplicationFrame.of(20, Payload.utf8(text))).await(SOON).reached())
			.isEqualTo(6);
		for (int i = 0; i < clients.size(); i += 2) {
			assertThat(clients.get(i).readText())
				.isEqualTo("{'jsonrpc':'2.0','method':'frame','params':{'type':20,'payload':'" + text + "'}}");
			assertThat(clients.get(i + 1).readFrame().body()).hasSize(bytes);
		}
		clients.forEach(RawWebSocket::close);
	}

	@Test
	void aKickIsTold() {
		try (RawWebSocket client = login("alice")) {
			client.sendText("{'method':'frame','params':{'type':" + KICK_ME + "}}");
			assertEnds(client, CloseReason.KICKED, 1008, disconnect(12, "KICKED"));
		}
	}

	@Test
	void aCloseOfTheApplicationIsTold() {
		try (RawWebSocket client = login("alice")) {
			client.sendText("{'method':'frame','params':{'type':" + CLOSE_ME + "}}");
			assertEnds(client, CloseReason.SERVER, 1000, disconnect(19, "enough"));
		}
	}

	@Test
	void aListenerThatFailsIsTold() {
		try (RawWebSocket client = login("alice")) {
			client.sendText("{'method':'frame','params':{'type':" + FAIL + "}}");
			assertEnds(client, CloseReason.LISTENER_ERROR, 1011, disconnect(15, "LISTENER_ERROR"));
		}
	}

	@Test
	void stoppingIsTold() {
		try (RawWebSocket client = login("alice")) {
			this.server.close();
			assertEnds(client, CloseReason.SHUTDOWN, 1001, disconnect(15, "SHUTDOWN"));
		}
	}

	@Test
	void aClientLeavesWithDisconnect() {
		try (RawWebSocket client = login("alice")) {
			client.sendText("{'method':'disconnect','params':{'reasonCode':0}}");
			assertEnds(client, CloseReason.CLIENT, 1000, disconnect(0, "CLIENT"));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			nonsense                       | -32700 | null | The message is not JSON: look at byte 0
			[]                             | -32600 | null | There are no batches here: send each request in a message
			{'id':17,'method':'what'}      | -32601 | 17   | There is no method what
			{'id':17,'method':'send'}      | -32602 | 17   | params.channelId is missing
			""")
	void aMistakeIsToldAndCloses(String text, int code, String id, String message) {
		try (RawWebSocket client = login("alice")) {
			client.sendText(text);
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1002, "{'jsonrpc':'2.0','id':" + id + ",'error':{'code':"
					+ code + ",'message':'" + message + "','data':{'reasonCode':0,'reason':'PROTOCOL_ERROR'}}}");
		}
	}

	@Test
	void aMistakeBeforeConnectIsTold() {
		try (RawWebSocket client = RawWebSocket.open(this.server.port())) {
			client.sendText("{'id':'x','method':'ping'}");
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1002,
					"{'jsonrpc':'2.0','id':'x','error':{'code':-32600,'message':'The first method must be connect, "
							+ "found ping','data':{'reasonCode':0,'reason':'PROTOCOL_ERROR'}}}");
		}
	}

	@Test
	void whatCameBeforeAMistakeIsAnswered() {
		try (RawWebSocket client = login("alice")) {
			client.sendBytes(Bytes.join(text("{\"id\":1,\"method\":\"ping\"}"), text("{"),
					text("{\"id\":2,\"method\":\"ping\"}")));
			assertThat(client.readText()).isEqualTo("{'jsonrpc':'2.0','id':1,'result':{}}");
			List<Message> last = client.readAll();
			assertThat(last).hasSize(2);
			assertThat(last.get(0).text()).contains("-32700");
		}
	}

	@Test
	void aTextMayBeAsLongAsAFrame() {
		String padding = " ".repeat(MAX - "{\"method\":\"ping\"}".length());
		try (RawWebSocket client = login("alice")) {
			client.sendText(padding + "{'method':'ping'}");
			assertThat(client.readText()).isEqualTo("{'jsonrpc':'2.0','method':'pong','params':{}}");
			client.sendText(padding + " {'method':'ping'}");
			assertEnds(client, CloseReason.FRAME_TOO_LARGE, 1009, disconnect(0, "FRAME_TOO_LARGE"));
		}
	}

	@Test
	void aTextBeforeAuthenticationMustBeShorter() {
		try (RawWebSocket client = RawWebSocket.open(this.server.port())) {
			client.sendText(" ".repeat(1_001));
			assertEnds(client, CloseReason.FRAME_TOO_LARGE, 1009, disconnect(0, "FRAME_TOO_LARGE"));
		}
	}

	@Test
	void aTextInFragmentsMayNotBeLongerEither() {
		byte[] blanks = " ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
		try (RawWebSocket client = login("alice")) {
			client.trySendBytes(RawWebSocket.frame(RawWebSocket.TEXT, false, blanks));
			for (int i = 0; i < 7; i++) {
				client.trySendBytes(RawWebSocket.frame(RawWebSocket.CONTINUATION, false, blanks));
			}
			assertEnds(client, CloseReason.FRAME_TOO_LARGE, 1009, disconnect(0, "FRAME_TOO_LARGE"));
		}
	}

	@Test
	void deepNestingIsAMistake() {
		try (RawWebSocket client = login("alice")) {
			client.sendText("{'more':" + "[".repeat(60_000));
			List<Message> last = client.readAll();
			assertThat(last.get(0).text())
				.contains("'code':-32700,'message':'The message may have at most 64 levels, ");
			assertThat(last.get(1).status()).isEqualTo(1002);
			assertCloses(CloseReason.PROTOCOL_ERROR);
		}
	}

	@Test
	void takesFragmentsWithAPingInBetween() {
		byte[] text = "{\"id\":1,\"method\":\"frame\",\"params\":{\"type\":20,\"payload\":\"gr\u00fc\u00df\"}}"
			.getBytes(StandardCharsets.UTF_8);
		try (RawWebSocket client = login("alice")) {
			for (int at = 0; at <= text.length; at++) {
				client.sendBytes(RawWebSocket.frame(RawWebSocket.TEXT, false, Arrays.copyOf(text, at)))
					.sendBytes(RawWebSocket.frame(RawWebSocket.PING, true, new byte[] { 1 }))
					.sendBytes(RawWebSocket.frame(RawWebSocket.CONTINUATION, true,
							Arrays.copyOfRange(text, at, text.length)));
				assertThat(client.read().opcode()).isEqualTo(RawWebSocket.PONG);
				assertThat(client.readText())
					.isEqualTo("{'jsonrpc':'2.0','method':'frame','params':{'type':20,'payload':'gr\u00fc\u00df'}}");
			}
		}
	}

	@Test
	void takesBytesSplitAnywhere() {
		byte[] stream = Bytes.join(text("{\"id\":1,\"method\":\"ping\"}"), text("{\"id\":2,\"method\":\"ping\"}"));
		try (RawWebSocket client = login("alice")) {
			for (int at = 1; at < stream.length; at++) {
				client.sendBytes(Arrays.copyOf(stream, at)).sendBytes(Arrays.copyOfRange(stream, at, stream.length));
				assertThat(client.readText()).contains("'id':1,");
				assertThat(client.readText()).contains("'id':2,");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "C3", "C3 28", "ED A0 80", "FF", "7B 7D FF 7B 7D" })
	void bytesThatAreNoUtf8AreRefused(String hex) {
		try (RawWebSocket client = login("alice")) {
			client.sendBytes(RawWebSocket.frame(RawWebSocket.TEXT, true, Bytes.hex(hex)));
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1007, disconnect(0, "PROTOCOL_ERROR"));
		}
	}

	@Test
	void anEmptyTextIsNoRequest() {
		try (RawWebSocket client = login("alice")) {
			client.sendText("");
			assertThat(client.readAll().get(0).text()).contains("-32600");
			assertCloses(CloseReason.PROTOCOL_ERROR);
		}
	}

	@Test
	void aJsonClientMustNotSendBinary() {
		try (RawWebSocket client = login("alice")) {
			client.send(Bytes.PING);
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1003, disconnect(0, "PROTOCOL_ERROR"));
		}
	}

	@Test
	void aBinaryClientMustNotSendText() {
		try (RawWebSocket client = RawWebSocket.login(this.server.port(), "alice")) {
			client.sendText("{'method':'ping'}");
			List<Message> last = client.readAll();
			assertThat(last.get(0).onlyFrame().disconnectText()).isEqualTo("PROTOCOL_ERROR");
			assertThat(last.get(1).status()).isEqualTo(1003);
			assertCloses(CloseReason.PROTOCOL_ERROR);
		}
	}

	@Test
	void textIsRefusedWhereJsonIsOff() {
		rebind(Protocol.AUTO, WebSocketSettings.defaults());
		try (RawWebSocket client = RawWebSocket.open(this.server.port())) {
			client.sendText(CONNECT.formatted("alice", Canary.TOKEN));
			List<Message> last = client.readAll();
			assertThat(last.get(0).onlyFrame().disconnectText()).isEqualTo("PROTOCOL_ERROR");
			assertThat(last.get(1).status()).isEqualTo(1003);
			assertCloses(CloseReason.PROTOCOL_ERROR);
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void theHeaderOfBinaryClientsDoesNotMatter(Protocol protocol) {
		rebind(protocol, WebSocketSettings.defaults().withJson(true));
		try (RawWebSocket client = login("alice")) {
			assertThat(this.server.connections().findByUid("alice").get(0).protocol()).isEqualTo("json");
			client.sendText("{'method':'ping'}");
			assertThat(client.readText()).contains("'method':'pong'");
		}
	}

	@Test
	void aClientMayAskForJsonInTheHandshake() {
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			assertThat(client.request(RawWebSocket.handshake("/", "Sec-WebSocket-Protocol: chat, jsonrpc")))
				.startsWith("HTTP/1.1 101 ")
				.containsIgnoringCase("sec-websocket-protocol: jsonrpc\n");
			login(client, "alice");
			client.send(Bytes.PING);
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1003, disconnect(0, "PROTOCOL_ERROR"));
		}
	}

	@Test
	void whoHasAskedForJsonMayNotBeginWithBinary() {
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			client.request(RawWebSocket.handshake("/", "Sec-WebSocket-Protocol: jsonrpc"));
			client.send(Bytes.connect("alice"));
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1003, disconnect(0, "PROTOCOL_ERROR"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "true, chat", "false, jsonrpc" })
	void noOtherProtocolIsAgreedOn(boolean json, String protocol) {
		rebind(Protocol.AUTO, WebSocketSettings.defaults().withJson(json));
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			assertThat(client.request(RawWebSocket.handshake("/", "Sec-WebSocket-Protocol: " + protocol)))
				.startsWith("HTTP/1.1 101 ")
				.doesNotContainIgnoringCase("sec-websocket-protocol");
			assertThat(client.send(Bytes.connect("alice")).readFrame().type()).isEqualTo(RawFrame.CONNACK);
		}
	}

	@Test
	void requestsArePipelined() {
		try (RawWebSocket client = login("alice")) {
			List<byte[]> requests = new ArrayList<>();
			for (int i = 0; i < 500; i++) {
				requests.add(text("{\"id\":" + i + ",\"method\":\"send\",\"params\":{\"channelId\":\"nobody\","
						+ "\"channelType\":1,\"payload\":\"" + i + "\"}}"));
			}
			client.sendBytes(Bytes.join(requests.toArray(byte[][]::new)));
			for (int i = 0; i < 500; i++) {
				assertThat(client.readText()).startsWith("{'jsonrpc':'2.0','id':" + i + ",'result':");
			}
		}
	}

	@Test
	void jsonAndRequiredEncryptionExcludeEachOther() {
		ListenerSettings listener = ListenerSettings.ws(0)
			.withName("page")
			.withWebSocket(WebSocketSettings.defaults().withJson(true));
		assertThatIllegalArgumentException().isThrownBy(() -> listener.withEncryption(Encryption.REQUIRED))
			.withMessage("Payloads are not encrypted with JSON, which listener 'page' has switched on; "
					+ "its encryption can not be REQUIRED");
	}

	private static byte[] text(String text) {
		return RawWebSocket.frame(RawWebSocket.TEXT, true, text.getBytes(StandardCharsets.UTF_8));
	}

}
