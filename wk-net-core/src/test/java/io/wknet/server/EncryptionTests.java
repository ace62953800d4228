package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.Authenticator;
import io.wknet.canary.Canary;
import io.wknet.client.ConnectFailedException;
import io.wknet.client.ConnectRejectedException;
import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.codec.WireFormat;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.session.Encryption;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Encrypted payloads between the own client and a server that passes messages on.
 */
class EncryptionTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final BlockingQueue<SendFrame> atServer = new LinkedBlockingQueue<>();

	private final List<WkClientConnection> clients = new ArrayList<>();

	private BoundWkServer server = start(Encryption.IF_OFFERED);

	@AfterEach
	void close() {
		this.clients.forEach(WkClientConnection::abort);
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "FIXED, 1", "FIXED, 5", "WKPROTO, 1", "WKPROTO, 2", "WKPROTO, 3", "WKPROTO, 4", "WKPROTO, 5" })
	void messagesPassEncrypted(WireFormat format, int version) throws Exception {
		WkClient client = client().format(format).protocolVersion(version);
		WkClientConnection alice = open(client.uid("alice"));
		WkClientConnection bob = open(client.uid("bob"));
		assertThat(alice.connack().serverKey()).isNotEmpty();
		Payload hello = Payload.utf8("hello");
		CompletionStage<SendackFrame> ack = alice.sendForAck("bob", 1, hello, SOON);
		assertThat(ack).succeedsWithin(SOON).matches((sendack) -> sendack.reasonCode() == ReasonCode.SUCCESS);
		assertThat(atServer().payload()).isEqualTo(hello);
		assertThat(((RecvFrame) bob.receive(SOON)).payload()).isEqualTo(hello);
		assertThat(this.server.stats().unreadableMessages()).isZero();
	}

	@Test
	void receiversWithOtherKeysAndWithoutGetTheSameMessage() throws Exception {
		WkClientConnection phone = open(client().uid("bob").deviceFlag(DeviceFlag.APP));
		WkClientConnection page = open(client().uid("bob").deviceFlag(DeviceFlag.WEB).format(WireFormat.WKPROTO));
		WkClientConnection plain = open(client().uid("bob").deviceFlag(DeviceFlag.PC).encryption(false));
		WkClientConnection alice = open(client().uid("alice"));
		assertThat(phone.connack().serverKey()).isNotEqualTo(page.connack().serverKey());
		assertThat(plain.connack().serverKey()).isEmpty();
		alice.send(SendFrame.of(1, "no-1", "bob", 1, Payload.utf8("to all")));
		for (WkClientConnection receiver : List.of(phone, page, plain)) {
			RecvFrame recv = (RecvFrame) receiver.receive(SOON);
			assertThat(recv.payload().toUtf8()).isEqualTo("to all");
			assertThat(recv.clientMsgNo()).isEqualTo("no-1");
		}
	}

	@Test
	void largePayloadsAndManyMessagesPassInOrder() throws Exception {
		WkClientConnection bob = open(client().uid("bob"));
		WkClientConnection alice = open(client().uid("alice"));
		byte[] large = new byte[600_000];
		large[large.length - 1] = 7;
		alice.send(SendFrame.of(1, "", "bob", 1, Payload.wrap(large)));
		for (int i = 2; i <= 200; i++) {
			alice.send(SendFrame.of(i, "", "bob", 1, Payload.utf8("message " + i)));
		}
		assertThat(((RecvFrame) bob.receive(SOON)).payload().toByteArray()).isEqualTo(large);
		for (int i = 2; i <= 200; i++) {
			assertThat(((RecvFrame) bob.receive(SOON)).payload().toUtf8()).isEqualTo("message " + i);
		}
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void aServerThatRequiresEncryptionRefusesAPlainClient(WireFormat format) {
		restart(Encryption.REQUIRED);
		assertThatExceptionOfType(ConnectRejectedException.class)
			.isThrownBy(() -> open(client().uid("alice").format(format).encryption(false)))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.CLIENT_KEY_IS_EMPTY));
		assertThat(open(client().uid("alice").format(format)).isConnected()).isTrue();
	}

	@Test
	void aClientThatEncryptsDoesNotTalkToAServerThatDoesNot() {
		restart(Encryption.OFF);
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> open(client().uid("alice")))
			.withMessageContaining("The server does not encrypt payloads; switch encryption on there, or off here");
	}

	/**
	 * As text over the variable header: 20 is CONNACK, 02 the reason.
	 */
	@Test
	void aBadKeyIsRefusedOverTheVariableHeader() throws Exception {
		byte[] connect = Bytes.hex("10 1b 02 00 0001 64 0005 616c696365 0000 0000000000000000 0004 41414141");
		connect[1] = (byte) (connect.length - 2);
		try (RawClient raw = RawClient.open(this.server.port())) {
			byte[] answer = raw.send(connect).stream().readAllBytes();
			assertThat(answer).hasSize(15).startsWith(0x20, 13).endsWith(2, 0, 0, 0, 0);
		}
	}

	@Test
	void anEventCanNotBeSentToAnOldClient() throws Exception {
		WkClientConnection alice = open(client().uid("alice").format(WireFormat.WKPROTO).protocolVersion(4));
		WkConnection atServer = this.server.connections().findByUid("alice").iterator().next();
		assertThat(atServer.send(EventFrame.of("1", "typing", Payload.EMPTY))).failsWithin(SOON)
			.withThrowableThat()
			.withMessageContaining("EVENT needs protocol version 5");
		atServer.send(RecvFrame.of("bob", "bob", 1, 1, 1, Payload.utf8("hello")));
		ServerFrame next = alice.receive(SOON);
		assertThat(next).isInstanceOf(RecvFrame.class);
	}

	@Test
	void theClientReconnectsWithNewKeys() throws Exception {
		BlockingQueue<String> keys = new LinkedBlockingQueue<>();
		WkClientConnection alice = open(client().uid("alice")
			.onConnected((connection) -> keys.add(connection.connack().serverKey()))
			.reconnect(Duration.ofMillis(1), Duration.ofMillis(10)));
		this.server.connections().findByUid("alice").iterator().next().close();
		String first = keys.poll(SOON.toSeconds(), TimeUnit.SECONDS);
		assertThat(keys.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull().isNotEqualTo(first);
		assertThat(alice.sendForAck("bob", 1, Payload.utf8("again"), SOON)).succeedsWithin(SOON)
			.matches((sendack) -> sendack.reasonCode() == ReasonCode.SUCCESS);
	}

	private SendFrame atServer() throws InterruptedException {
		SendFrame send = this.atServer.poll(SOON.toSeconds(), TimeUnit.SECONDS);
		assertThat(send).isNotNull();
		return send;
	}

	private void restart(Encryption encryption) {
		this.server.close();
		this.server = start(encryption);
	}

	private BoundWkServer start(Encryption encryption) {
		return WkServer.create()
			.listen(ListenerSettings.tcp(0).withEncryption(encryption))
			.authenticator(Authenticator.sharedToken(Canary.TOKEN))
			.onFrame((connection, frame) -> {
				if (frame instanceof SendFrame send) {
					this.atServer.add(send);
					connection.send(SendackFrame.accepted(send, 1, 1));
					RecvFrame recv = RecvFrame.of(send, "alice", "alice", 1, 1);
					this.server.connections().findByUid(send.channelId()).forEach((receiver) -> receiver.send(recv));
				}
			})
			.bind();
	}

	private WkClient client() {
		return WkClient.create().port(this.server.port()).token(Canary.TOKEN).encryption(true);
	}

	private WkClientConnection open(WkClient client) {
		WkClientConnection connection = client.connectNow(SOON);
		this.clients.add(connection);
		return connection;
	}

}
