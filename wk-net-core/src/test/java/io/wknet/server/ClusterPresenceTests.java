package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.DuplicateNodeException;
import io.wknet.cluster.InProcessCluster;
import io.wknet.frame.ReasonCode;
import io.wknet.listener.PresenceListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Servers of one cluster, within one process, and who is online where.
 */
class ClusterPresenceTests {

	private static final Duration LEASE = Duration.ofMillis(600);

	private final InProcessCluster cluster = new InProcessCluster();

	private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	private final List<AutoCloseable> opened = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		this.cluster.away(false);
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	@Test
	void aLaterLoginOfTheSameDeviceElsewhereTakesThePlace() throws Exception {
		BoundWkServer a = server("a");
		BoundWkServer b = server("b");
		WkClientConnection older = connect(a, "alice", "phone");
		WkClientConnection newer = connect(b, "alice", "phone");
		assertThat(older.closed().toCompletableFuture().get(10, TimeUnit.SECONDS).reasonCode())
			.isEqualTo(ReasonCode.CONNECT_KICK);
		assertThat(newer.isConnected()).isTrue();
		newer.close();
		assertTold("+alice", "-alice");
	}

	@Test
	void anotherDeviceIsLeftAloneAndTheUserIsOfflineWithTheLast() throws Exception {
		BoundWkServer a = server("a");
		BoundWkServer b = server("b");
		WkClientConnection phone = connect(a, "alice", "phone");
		WkClientConnection tablet = connect(b, "alice", "tablet");
		assertTold("+alice");
		phone.close();
		connect(a, "bob", "phone").close();
		assertTold("+bob", "-bob");
		tablet.close();
		assertTold("-alice");
	}

	@Test
	void aMasterTakesThePlaceOfAll() throws Exception {
		BoundWkServer a = server("a");
		BoundWkServer b = server("b");
		WkClientConnection phone = connect(a, "master", "phone");
		connect(b, "master", "tablet");
		assertThat(phone.closed().toCompletableFuture().get(10, TimeUnit.SECONDS).reasonCode())
			.isEqualTo(ReasonCode.CONNECT_KICK);
	}

	@Test
	void clientsAreLetInWhileTheStoreIsAwayAndOneOwnerIsLeftAfterwards() throws Exception {
		BoundWkServer a = server("a");
		BoundWkServer b = server("b");
		connect(a, "bob", "phone");
		assertTold("+bob");
		this.cluster.away(true);
		WkClientConnection older = connect(a, "alice", "phone");
		WkClientConnection newer = connect(b, "alice", "phone");
		assertThat(a.clusterStats().state()).isNotEqualTo(ClusterState.JOINED);
		assertThat(older.isConnected()).isTrue();
		assertThat(newer.isConnected()).isTrue();
		this.cluster.away(false);
		assertTold("+alice");
		assertThat(java.util.concurrent.CompletableFuture
			.anyOf(older.closed().toCompletableFuture(), newer.closed().toCompletableFuture())
			.get(10, TimeUnit.SECONDS)).isNotNull();
		assertThat(older.isConnected() || newer.isConnected()).isTrue();
		older.close();
		newer.close();
		assertTold("-alice");
	}

	@Test
	void aStoreThatHasLostItsDataIsFilledAgainAndNobodyIsTold() throws Exception {
		BoundWkServer a = server("a");
		BoundWkServer b = server("b");
		WkClientConnection alice = connect(a, "alice", "phone");
		WkClientConnection bob = connect(b, "bob", "phone");
		assertThat(List.of(poll(), poll())).containsExactlyInAnyOrder("+alice", "+bob");
		this.cluster.clear();
		await(() -> this.cluster.roles()
			.presence()
			.find(List.of("alice", "bob"))
			.toCompletableFuture()
			.join()
			.size() == 2);
		alice.close();
		assertTold("-alice");
		bob.close();
		assertTold("-bob");
	}

	@Test
	void aSecondNodeOfTheSameNameIsRefused() {
		server("a");
		assertThatExceptionOfType(DuplicateNodeException.class).isThrownBy(() -> server("a"))
			.withMessageContaining("'a' is in use by another process");
	}

	@Test
	void aNodeThatStopsTellsThatItsUsersAreOfflineAndItsNameIsFree() throws Exception {
		BoundWkServer a = server("a");
		server("b");
		connect(a, "alice", "phone");
		assertTold("+alice");
		a.close();
		assertTold("-alice");
		assertThat(server("a").clusterStats().nodes()).extracting((node) -> node.member().nodeId())
			.containsExactly("a", "b");
	}

	private BoundWkServer server(String nodeId) {
		Authenticator authenticator = (credentials) -> AuthResult.accepted(Identity.of(credentials.connect().uid(),
				credentials.connect().uid().equals("master") ? DeviceLevel.MASTER : DeviceLevel.SLAVE));
		ClusterSettings settings = new ClusterSettings(nodeId, LEASE, Duration.ofMillis(200), 1000, 1 << 20);
		BoundWkServer server = WkServer.create()
			.listen(ListenerSettings.tcp(0))
			.authenticator(authenticator)
			.presenceListener(new PresenceListener() {

				@Override
				public void onOnline(String uid) {
					ClusterPresenceTests.this.told.add("+" + uid);
				}

				@Override
				public void onOffline(String uid) {
					ClusterPresenceTests.this.told.add("-" + uid);
				}

			})
			.cluster(settings, this.cluster.roles())
			.bind();
		this.opened.add(server);
		return server;
	}

	private WkClientConnection connect(BoundWkServer server, String uid, String device) {
		WkClientConnection client = WkClient.create()
			.port(server.port())
			.uid(uid)
			.token("token")
			.deviceId(device)
			.connectNow();
		this.opened.add(client);
		return client;
	}

	private void assertTold(String... events) throws InterruptedException {
		for (String event : events) {
			assertThat(poll()).isEqualTo(event);
		}
	}

	private String poll() throws InterruptedException {
		return String.valueOf(this.told.poll(10, TimeUnit.SECONDS));
	}

	private static void await(java.util.function.BooleanSupplier condition) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).isLessThan(deadline);
			Thread.onSpinWait();
		}
	}

}
