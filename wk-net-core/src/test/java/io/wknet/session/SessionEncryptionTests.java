package io.wknet.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionState;
import io.wknet.crypto.KeyExchange;
import io.wknet.crypto.PayloadCipher;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.support.RecordingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class SessionEncryptionTests {

	private static final SendFrame SEND = SendFrame.of(7, "no-1", "bob", 1, Payload.utf8("hello")).withFlags(2);

	private static final RecvFrame RECV = RecvFrame.of("alice", "alice", 1, 77, 5, Payload.utf8("hello"));

	private static final String LOW_ORDER = "A".repeat(43) + "=";

	private final RecordingListener listener = new RecordingListener();

	private final SessionFixture fixture = new SessionFixture().on(this.listener);

	private WireFormat format = WireFormat.WKPROTO;

	private int version = 5;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@CsvSource({ "FIXED, 1", "FIXED, 5", "WKPROTO, 1", "WKPROTO, 2", "WKPROTO, 3", "WKPROTO, 4", "WKPROTO, 5" })
	void messagesAreOpenedAndSealed(WireFormat usedFormat, int usedVersion) throws Exception {
		this.format = usedFormat;
		this.version = usedVersion;
		Client client = new Client("alice");
		client.login();
		client.receive(client.sealed(SEND));
		assertThat(this.listener.frames()).containsExactly(SEND);
		client.peer.connection().send(RECV);
		RecvFrame sealed = (RecvFrame) client.onlySent();
		assertThat(sealed.payload()).isNotEqualTo(RECV.payload());
		assertThat(sealed.msgKey()).hasSize(32);
		assertThat(client.opened(sealed)).isEqualTo(RECV);
	}

	@Test
	void connackHasAKeyAndASaltOfItsOwn() throws Exception {
		ConnackFrame one = new Client("alice").login();
		ConnackFrame other = new Client("bob").login();
		assertThat(one.serverKey()).hasSize(44).isNotEqualTo(other.serverKey());
		assertThat(one.salt()).matches("[0-9a-zA-Z]{16}").isNotEqualTo(other.salt());
	}

	@Test
	void allElseStaysPlain() throws Exception {
		Client client = new Client("alice");
		client.login();
		client.receive(PingFrame.INSTANCE);
		assertThat(client.onlySent()).isEqualTo(PongFrame.INSTANCE);
		SendackFrame ack = SendackFrame.accepted(SEND, 1, 1);
		client.peer.connection().send(ack);
		assertThat(client.onlySent()).isEqualTo(ack);
	}

	@ParameterizedTest
	@EnumSource(Damage.class)
	void aSendThatCanNotBeReadIsAnsweredAndNotDelivered(Damage damage) throws Exception {
		Client client = new Client("alice");
		client.login();
		client.receive(damage.done(client, client.sealed(SEND)));
		assertThat(client.onlySent()).isEqualTo(SendackFrame.refused(SEND, ReasonCode.PAYLOAD_DECODE_ERROR));
		assertThat(this.listener.frames()).isEmpty();
		assertThat(this.fixture.sessions().unreadableMessages()).isOne();
		assertThat(client.peer.connection().isOpen()).isTrue();
		client.receive(client.sealed(SEND));
		assertThat(this.listener.frames()).containsExactly(SEND);
	}

	@Test
	void theNoEncryptBitChangesNothing() throws Exception {
		Client client = new Client("alice");
		client.login();
		SendFrame plain = new SendFrame(0, 0x10, 1, "", "", "bob", 1, 0, "", "", Payload.utf8("hello"));
		client.receive(plain);
		assertThat(client.onlySent()).isEqualTo(SendackFrame.refused(plain, ReasonCode.PAYLOAD_DECODE_ERROR));
		client.receive(client.sealed(plain));
		assertThat(this.listener.frames()).containsExactly(plain);
	}

	/**
	 * No client can have sealed it, so that it is judged, and refused, by the keys.
	 */
	@Test
	void aSendThatComesBeforeTheKeysWaitsForThem() throws Exception {
		Sinks.One<AuthResult> answer = Sinks.one();
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> answer.asMono());
		Client client = new Client("alice");
		client.connect(client.exchange.publicKey());
		client.receive(SEND);
		answer.tryEmitValue(AuthResult.accepted("alice")).orThrow();
		assertThat(client.sent()).as("Keys are exchanged on a worker").isEmpty();
		client.receive(SEND.withFlags(4));
		assertThat(client.peer.connection().state()).isEqualTo(ConnectionState.AUTHENTICATING);
		this.fixture.workAndRun();
		List<Frame> sent = client.sent();
		assertThat(sent).hasSize(3);
		assertThat(((ConnackFrame) sent.get(0)).serverKey()).isNotEmpty();
		assertThat(sent.subList(1, 3)).containsExactly(SendackFrame.refused(SEND, ReasonCode.PAYLOAD_DECODE_ERROR),
				SendackFrame.refused(SEND.withFlags(4), ReasonCode.PAYLOAD_DECODE_ERROR));
		assertThat(this.listener.frames()).isEmpty();
	}

	@Test
	void aPlainClientStaysPlainUnlessEncryptionIsRequired() {
		Client client = new Client("alice");
		client.connect("");
		ConnackFrame connack = (ConnackFrame) client.onlySent();
		assertThat(connack.serverKey() + connack.salt()).isEmpty();
		assertThat(this.fixture.tasks()).isZero();
		client.receive(SEND);
		assertThat(this.listener.frames()).containsExactly(SEND);
		client.peer.connection().send(RECV);
		assertThat(client.onlySent()).isEqualTo(RECV);
	}

	@Test
	void encryptionThatIsOffIgnoresTheKey() {
		this.fixture.encryption = Encryption.OFF;
		Client client = new Client("alice");
		client.connect("not even a key");
		ConnackFrame connack = (ConnackFrame) client.onlySent();
		assertThat(connack.isSuccess()).isTrue();
		assertThat(connack.serverKey() + connack.salt()).isEmpty();
		client.receive(SEND);
		assertThat(this.listener.frames()).containsExactly(SEND);
	}

	@Test
	void encryptionThatIsRequiredRefusesAPlainClient() {
		this.format = WireFormat.FIXED;
		this.fixture.encryption = Encryption.REQUIRED;
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> Mono.error(new AssertionError("asked")));
		Client client = new Client("alice");
		client.connect("");
		assertRefused(client, ReasonCode.CLIENT_KEY_IS_EMPTY);
	}

	@Test
	void encryptionThatIsRequiredLetsOthersIn() throws Exception {
		this.fixture.encryption = Encryption.REQUIRED;
		Client client = new Client("alice");
		client.login();
		client.receive(client.sealed(SEND));
		assertThat(this.listener.frames()).containsExactly(SEND);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "not base64 at all", "AAAA", "AjjwBCsDlabrENdp1uso8937qgfZG1afrIV1T/n+ag" })
	void aKeyOfAnotherFormIsRefusedBeforeTheAuthenticatorIsAsked(String key) {
		this.format = WireFormat.FIXED;
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> Mono.error(new AssertionError("asked")));
		Client client = new Client("alice");
		client.connect(key);
		assertRefused(client, ReasonCode.AUTH_FAIL);
		assertThat(this.fixture.sessions().pendingAuthentications()).isZero();
	}

	@Test
	void aKeyOfLowOrderIsRefused() {
		Client client = new Client("alice");
		client.connect(LOW_ORDER);
		this.fixture.workAndRun();
		assertRefused(client, ReasonCode.AUTH_FAIL);
		assertThat(this.fixture.presence).isEmpty();
		assertThat(this.fixture.sessions().pendingAuthentications()).isZero();
	}

	@Test
	void noKeysAreMadeForWhoIsNotLetIn() {
		Client client = new Client("alice", "wrong");
		client.connect(client.exchange.publicKey());
		assertThat(this.fixture.tasks()).isZero();
		ConnackFrame connack = (ConnackFrame) client.sent().get(0);
		assertThat(connack.reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL);
		assertThat(connack.serverKey() + connack.salt()).isEmpty();
	}

	@Test
	void aBlockingAuthenticatorNeedsNoSecondWorker() {
		this.fixture.authenticator((Authenticator) (credentials) -> AuthResult.accepted("alice"));
		Client client = new Client("alice");
		client.connect(client.exchange.publicKey());
		assertThat(this.fixture.tasks()).isOne();
		this.fixture.work();
		assertThat(this.fixture.tasks()).isZero();
		assertThat(((ConnackFrame) client.sent().get(0)).serverKey()).isNotEmpty();
		assertThat(this.fixture.sessions().pendingAuthentications()).isZero();
	}

	@Test
	void aPlaceIsHeldUntilKeysAreExchanged() {
		Client client = new Client("alice");
		client.connect(client.exchange.publicKey());
		assertThat(this.fixture.sessions().pendingAuthentications()).isOne();
		client.peer.disconnect();
		assertThat(this.fixture.sessions().pendingAuthentications()).as("A worker has it still").isOne();
		this.fixture.workAndRun();
		assertThat(this.fixture.sessions().pendingAuthentications()).isZero();
		assertThat(client.peer.closeReason()).isEqualTo(CloseReason.CLIENT);
	}

	@Test
	void withoutAWorkerNobodyGetsIn() {
		SessionFixture refusing = new SessionFixture();
		refusing.workers = (task) -> {
			throw new RejectedExecutionException("full");
		};
		try (refusing) {
			Client client = new Client(refusing, "alice", Canary.TOKEN);
			client.connect(client.exchange.publicKey());
			assertRefused(client, ReasonCode.SYSTEM_ERROR);
			assertThat(refusing.sessions().pendingAuthentications()).isZero();
		}
	}

	@Test
	void everyReceiverHasKeysOfItsOwn() throws Exception {
		Client alice = new Client("alice");
		Client bob = new Client("bob");
		Client plain = new Client("carol");
		alice.login();
		bob.login();
		plain.connect("");
		plain.sent();
		for (Client client : List.of(alice, bob, plain)) {
			client.peer.connection().send(RECV);
		}
		RecvFrame forAlice = (RecvFrame) alice.onlySent();
		RecvFrame forBob = (RecvFrame) bob.onlySent();
		assertThat(forAlice.payload()).isNotEqualTo(forBob.payload());
		assertThat(alice.opened(forAlice)).isEqualTo(RECV);
		assertThat(bob.opened(forBob)).isEqualTo(RECV);
		assertThat(plain.onlySent()).isEqualTo(RECV);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 16, 4096, 600_000 })
	void payloadsOfAnySizePass(int size) throws Exception {
		Client client = new Client("alice");
		client.login();
		Payload payload = Payload.wrap(new byte[size]);
		SendFrame send = SendFrame.of(1, "", "bob", 1, payload);
		client.receive(client.sealed(send));
		assertThat(this.listener.frames()).containsExactly(send);
		RecvFrame recv = RecvFrame.of(send, "alice", "alice", 1, 1);
		client.peer.connection().send(recv);
		assertThat(client.opened((RecvFrame) client.onlySent())).isEqualTo(recv);
	}

	@Test
	void noKeyIsShownAnywhere() throws Exception {
		Logger root = (Logger) LoggerFactory.getLogger("io.wknet");
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		root.addAppender(appender);
		Level before = root.getLevel();
		root.setLevel(Level.TRACE);
		try {
			Client client = new Client("alice");
			ConnackFrame connack = client.login();
			SendFrame sealed = client.sealed(SEND);
			client.receive(sealed);
			client.receive(sealed.withPayload(sealed.payload(), "wrong"));
			Client weak = new Client("bob");
			weak.connect(LOW_ORDER);
			this.fixture.workAndRun();
			Client bad = new Client("eve");
			bad.connect("canary-key!");
			List<String> shown = new ArrayList<>();
			appender.list.forEach((event) -> shown.add(event.getFormattedMessage()));
			assertThat(shown).isNotEmpty();
			shown.add(connack.toString());
			shown.add(sealed.toString());
			shown.add(client.sent().toString());
			shown.add(client.peer.connection().toString());
			shown.add(AgreedKeys.with(client.exchange.publicKey()).toString());
			assertThat(String.join("\n", shown)).doesNotContain(connack.serverKey())
				.doesNotContain(connack.salt())
				.doesNotContain(client.exchange.publicKey())
				.doesNotContain(sealed.msgKey())
				.doesNotContain(sealed.payload().toUtf8())
				.doesNotContain(LOW_ORDER)
				.doesNotContain("canary-key")
				.doesNotContain(Canary.TOKEN);
		}
		finally {
			root.setLevel(before);
			root.detachAppender(appender);
		}
	}

	private void assertRefused(Client client, ReasonCode reasonCode) {
		ConnackFrame connack = (ConnackFrame) client.sent().get(0);
		assertThat(connack.reasonCode()).isEqualTo(reasonCode);
		assertThat(connack.serverKey() + connack.salt()).isEmpty();
		assertThat(client.peer.closeReason()).isEqualTo(CloseReason.AUTH_FAILED);
		assertThat(client.peer.isChannelOpen()).isFalse();
	}

	/**
	 * What can be wrong with a SEND. The message key fits in the last four.
	 */
	private enum Damage {

		NO_KEY, WRONG_KEY, OTHER_PAYLOAD, PLAIN, NO_BASE64, NOTHING, HALF_A_BLOCK, OTHER_CLIENTS_KEY;

		ClientFrame done(Client client, SendFrame sealed) throws Exception {
			Payload payload = sealed.payload();
			return switch (this) {
				case NO_KEY -> sealed.withPayload(payload, "");
				case WRONG_KEY -> sealed.withPayload(payload, "0".repeat(32));
				case OTHER_PAYLOAD -> sealed
					.withPayload(client.sealed(SEND.withPayload(Payload.utf8("x"), "")).payload(), sealed.msgKey());
				case PLAIN -> SEND;
				case NO_BASE64 -> client.signed(Payload.utf8("no base64!"));
				case NOTHING -> client.signed(Payload.EMPTY);
				case HALF_A_BLOCK -> client.signed(Payload.utf8("AAAAAAAAAAA="));
				case OTHER_CLIENTS_KEY -> client.signed(Payload.wrap(KeyExchange.begin()
					.complete(KeyExchange.begin().publicKey(), "0123456789abcdef")
					.seal(new byte[40])));
			};
		}

	}

	/**
	 * A client that encrypts.
	 */
	private final class Client {

		private final KeyExchange exchange = KeyExchange.begin();

		private final SessionFixture sessions;

		private final String uid;

		private final String token;

		private final TestPeer peer;

		private @Nullable PayloadCipher cipher;

		Client(String uid) {
			this(uid, Canary.TOKEN);
		}

		Client(String uid, String token) {
			this(SessionEncryptionTests.this.fixture, uid, token);
		}

		Client(SessionFixture sessions, String uid, String token) {
			this.sessions = sessions;
			this.uid = uid;
			this.token = token;
			this.peer = sessions.open();
		}

		ConnackFrame login() throws Exception {
			connect(this.exchange.publicKey());
			this.sessions.workAndRun();
			ConnackFrame connack = (ConnackFrame) onlySent();
			assertThat(connack.isSuccess()).isTrue();
			this.cipher = this.exchange.complete(connack.serverKey(), connack.salt());
			return connack;
		}

		void connect(String clientKey) {
			receive(new ConnectFrame(0, SessionEncryptionTests.this.version, DeviceFlag.WEB, "device-" + this.uid,
					this.uid, this.token, 0, clientKey));
		}

		void receive(ClientFrame frame) {
			ByteBuf out = Unpooled.buffer();
			FrameEncoder.of(SessionEncryptionTests.this.format).encode(frame, SessionEncryptionTests.this.version, out);
			this.peer.receive(ByteBufUtil.getBytes(out));
		}

		Frame onlySent() {
			List<Frame> sent = sent();
			assertThat(sent).hasSize(1);
			return sent.get(0);
		}

		List<Frame> sent() {
			ByteBuf in = Unpooled.wrappedBuffer(this.peer.sentBytes());
			List<Frame> frames = new ArrayList<>();
			while (in.isReadable()) {
				frames.add(FrameDecoder.of(SessionEncryptionTests.this.format)
					.decode(in, SessionEncryptionTests.this.version, 1 << 21));
			}
			return frames;
		}

		SendFrame sealed(SendFrame plain) {
			return signed(plain, Payload.wrap(this.cipher.seal(plain.payload().toByteArray())));
		}

		SendFrame signed(Payload payload) {
			return signed(SEND, payload);
		}

		private SendFrame signed(SendFrame send, Payload payload) {
			return send.withPayload(payload, this.cipher.sendKey(send.clientSeq(), send.clientMsgNo(), send.channelId(),
					send.channelType(), payload.toByteArray()));
		}

		RecvFrame opened(RecvFrame recv) {
			byte[] sealed = recv.payload().toByteArray();
			assertThat(recv.msgKey())
				.isEqualTo(this.cipher.recvKey(recv.messageId(), recv.messageSeq(), recv.clientMsgNo(),
						recv.timestamp(), recv.fromUid(), recv.channelId(), recv.channelType(), sealed));
			byte[] plain = this.cipher.open(sealed);
			assertThat(plain).isNotNull();
			return recv.withPayload(Payload.wrap(plain), "");
		}

	}

}
