package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.util.internal.PlatformDependent;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.codec.FrameLimits;
import io.wknet.connection.CloseReason;
import io.wknet.frame.ApplicationFrame;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each hostile frame closes the one connection that it came over, for the reason of the
 * contract, while bystanders are served.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileFrameTests {

	private static final int MAX = 1000;

	private static final int BYSTANDERS = 20;

	private final List<RawClient> bystanders = new ArrayList<>();

	private BoundWkServer server;

	@BeforeAll
	void bind() {
		this.server = WkServer.create()
			.port(0)
			.frameLimits(FrameLimits.defaults().withMaxFrameBytes(MAX))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.onFrame((connection, frame) -> {
				if (frame instanceof ApplicationFrame mine) {
					connection.send(mine);
				}
			})
			.bind();
		for (int i = 0; i < BYSTANDERS; i++) {
			this.bystanders.add(RawClient.login(this.server.port(), "bystander-" + i));
		}
	}

	@AfterAll
	void stop() {
		this.bystanders.forEach(RawClient::close);
		this.server.close();
	}

	private void assertCloses(byte[] bytes, CloseReason reason) {
		long before = closed(reason);
		try (RawClient client = RawClient.login(this.server.port(), "hostile")) {
			client.send(bytes);
			List<RawFrame> last = client.readAll();
			assertThat(last).hasSize(1);
			assertThat(last.get(0).type()).isEqualTo(RawFrame.DISCONNECT);
			assertThat(last.get(0).disconnectText()).isEqualTo(reason.name());
		}
		Awaitility.await().until(() -> this.server.connections().connectionCount() == BYSTANDERS);
		assertThat(closed(reason)).isEqualTo(before + 1);
		assertBystandersAreServed();
	}

	private void assertBystandersAreServed() {
		int number = 0;
		for (RawClient bystander : this.bystanders) {
			number++;
			bystander.send(Bytes.numbered(30, number));
			assertThat(bystander.read().number()).isEqualTo(number);
		}
	}

	private long closed(CloseReason reason) {
		return this.server.stats().closed().get(reason);
	}

	@ParameterizedTest
	@ValueSource(longs = { MAX + 1, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL })
	void closesForALengthOverTheLimitByTheHeaderAlone(long length) {
		assertCloses(Bytes.header(3, length), CloseReason.FRAME_TOO_LARGE);
		assertCloses(Bytes.header(16, length), CloseReason.FRAME_TOO_LARGE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, MAX - 1, MAX })
	void takesALengthUpToTheLimit(int length) {
		try (RawClient client = RawClient.login(this.server.port(), "friendly")) {
			client.send(Bytes.frame(16, new byte[length]));
			assertThat(client.read().body()).hasSize(length);
		}
		Awaitility.await().until(() -> this.server.connections().connectionCount() == BYSTANDERS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "00", "0D", "0E", "0F" })
	void closesForAReservedTypeByItsFirstByte(String type) {
		assertCloses(Bytes.hex(type), CloseReason.PROTOCOL_ERROR);
		assertCloses(Bytes.hex(type + "0000000000"), CloseReason.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@CsvSource({ "03 00 00000000", "03 00 00000003 00 00 00", "06 00 00000001 00", "09 00 00000005 00 7FFF 41 41",
			"09 00 00000005 00 FFFF 41 41", "09 00 00000005 00 0002 C3 28", "07 00 00000001 00", "01 00 00000000",
			"0A 00 00000002 00 00", "0C 00 00000001 00" })
	void closesForABodyThatIsNotTheTypes(String hex) {
		assertCloses(Bytes.hex(hex), CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void closesForGarbageBehindAGoodFrameAfterAnsweringIt() {
		try (RawClient client = RawClient.login(this.server.port(), "hostile")) {
			client.send(Bytes.join(Bytes.numbered(16, 7), Bytes.hex("00 00 00 00")));
			assertThat(client.readAll()).extracting(RawFrame::type).containsExactly(16, RawFrame.DISCONNECT);
		}
		assertBystandersAreServed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "474554202F20485454502F312E310D0A0D0A", "1603010200010001FC0303", "5353482D322E302D780D0A",
			"FEFF00000000", "0000", "07" })
	void closesAtOnceWhatSpeaksAnotherProtocol(String hex) {
		long before = this.server.stats().closed().values().stream().mapToLong(Long::longValue).sum();
		try (RawClient client = RawClient.open(this.server.port())) {
			client.trySend(Bytes.hex(hex));
			client.readAll();
		}
		Awaitility.await().until(() -> this.server.connections().connectionCount() == BYSTANDERS);
		assertThat(this.server.stats().closed().values().stream().mapToLong(Long::longValue).sum())
			.isEqualTo(before + 1);
		assertBystandersAreServed();
	}

	@Test
	void readsAndForgetsAFloodBehindARefusedFrame() {
		long before = closed(CloseReason.PROTOCOL_ERROR);
		byte[] megabyte = new byte[1 << 20];
		try (RawClient client = RawClient.open(this.server.port())) {
			client.trySend(Bytes.hex("07 00 00000000"));
			for (int i = 0; i < 20; i++) {
				client.trySend(megabyte);
			}
		}
		Awaitility.await().until(() -> closed(CloseReason.PROTOCOL_ERROR) == before + 1);
		assertBystandersAreServed();
	}

	@Test
	void holdsNoMoreThanItReceivedForFramesThatHaveBegun() {
		try (BoundWkServer large = WkServer.create()
			.port(0)
			.frameLimits(FrameLimits.defaults().withMaxFrameBytes(1 << 30))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.bind()) {
			List<RawClient> clients = new ArrayList<>();
			System.gc();
			long before = used();
			for (int i = 0; i < 200; i++) {
				clients.add(RawClient.login(large.port(), "u" + i).send(Bytes.header(16, 1 << 30)));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> large.stats().bytesIn() >= 200L * (Bytes.connect("u0").length + 6));
			assertThat(used() - before).isLessThan(64 << 20);
			clients.forEach(RawClient::close);
		}
	}

	private static long used() {
		return PlatformDependent.usedDirectMemory() + Runtime.getRuntime().totalMemory()
				- Runtime.getRuntime().freeMemory();
	}

}
