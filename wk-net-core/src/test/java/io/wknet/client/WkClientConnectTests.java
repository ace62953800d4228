package io.wknet.client;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

import io.wknet.codec.WireFormat;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How clients are configured and connect, and why they can not.
 */
class WkClientConnectTests extends ClientAndServer {

	@ParameterizedTest
	@EnumSource
	void connectsAndAuthenticates(WireFormat format) throws Exception {
		WkClientConnection connection = open(this.client.format(format).deviceFlag(DeviceFlag.PC).deviceId("phone-1"));
		assertThat(connection.isConnected()).isTrue();
		assertThat(connection.connack().isSuccess()).isTrue();
		WkConnection atServer = take(this.online);
		assertThat(atServer.uid()).isEqualTo("alice");
		assertThat(atServer.deviceId()).isEqualTo("phone-1");
		assertThat(atServer.deviceFlag()).isEqualTo(DeviceFlag.PC);
		assertThat(take(this.connects)).isSameAs(connection);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5 })
	void speaksEveryProtocolVersion(int version) throws Exception {
		WkClientConnection connection = open(this.client.protocolVersion(version));
		assertThat(take(this.online).protocolVersion()).isEqualTo(version);
		assertThat(get(connection.sendForAck("bob", 1, HELLO, SOON)).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
	}

	@Test
	void aWrongTokenIsRefusedWithTheServersReason() {
		assertThatExceptionOfType(ConnectRejectedException.class)
			.isThrownBy(() -> this.client.token("wrong").connectNow())
			.withMessageContaining("check uid, token")
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL));
		assertThat(this.connects).isEmpty();
		assertThat(this.disconnects).isEmpty();
	}

	@Test
	void connectingFailsWhereNobodyListens() {
		this.server.close();
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> this.client.connectNow())
			.withMessageContaining("localhost:" + this.server.port())
			.withMessageContaining("is the server running?");
	}

	@Test
	void connectingFailsInTimeWhenTheServerNeverAnswers() throws Exception {
		try (ServerSocket silent = new ServerSocket(0)) {
			assertThatExceptionOfType(WkClientTimeoutException.class)
				.isThrownBy(() -> this.client.port(silent.getLocalPort()).connectNow(Duration.ofMillis(200)))
				.withMessageContaining("PT0.2S");
		}
	}

	@Test
	void aCancelledAttemptLeavesNoConnectionBehind() throws Exception {
		try (ServerSocket silent = new ServerSocket(0)) {
			var attempt = this.client.port(silent.getLocalPort()).connect().subscribe();
			try (var accepted = silent.accept()) {
				accepted.setSoTimeout((int) SOON.toMillis());
				attempt.dispose();
				assertThat(accepted.getInputStream().readAllBytes()).hasSizeLessThan(100);
			}
		}
	}

	@Test
	void clientsCanRunOnLoopsOfTheirOwn() throws Exception {
		LoopResources loops = LoopResources.create("own", 1, true);
		WkClientConnection connection = open(this.client.runOn(loops));
		assertThat(get(connection.ping())).isPositive();
		connection.close();
		get(connection.closed());
		loops.disposeLater(Duration.ZERO, SOON).block(SOON);
	}

	@Test
	void manyClientsShareFewThreads() throws Exception {
		List<WkClientConnection> clients = Flux.range(0, 500)
			.flatMap((i) -> this.client.uid("user-" + i).connect(), 50)
			.collectList()
			.block(SOON);
		assertThat(clients).hasSize(500);
		this.resources.addAll(clients);
		assertThat(get(clients.get(499).ping())).isPositive();
		long threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("wk-client"))
			.count();
		assertThat(threads).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
	}

	@Test
	void aConfigurationIsCheckedWhenItIsMade() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.host(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.port(0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.port(65_536));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.protocolVersion(6));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.connectTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.pingInterval(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.maxPendingFrames(0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.reconnect(Duration.ZERO, SOON));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.reconnect(SOON, Duration.ofSeconds(1)));
	}

}
