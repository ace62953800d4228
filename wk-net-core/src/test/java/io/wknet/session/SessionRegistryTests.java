package io.wknet.session;

import java.util.ArrayList;
import java.util.List;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.listener.Dispatch;
import io.wknet.listener.PresenceListener;
import io.wknet.metrics.AuthOutcome;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class SessionRegistryTests {

	private final RecordingListener listener = new RecordingListener();

	private final SessionFixture fixture = new SessionFixture().on(this.listener);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private ConnectionRegistry registry() {
		return this.fixture.sessions().registry();
	}

	private TestPeer login(String uid, int deviceFlag, String deviceId, String token) {
		return this.fixture.login(Bytes.connect(uid, 5, deviceFlag, deviceId, token));
	}

	@ParameterizedTest
	@CsvSource({
			// token of the new login, its flag, its device, whether the older is kicked
			"master, 0, other, true", "master, 0, same, true", "master, 1, other, false", "master, 1, same, false",
			"token, 0, other, false", "token, 0, same, true", "token, 1, other, false", "token, 1, same, false" })
	void kicksAsTheProtocolSays(String token, int deviceFlag, String deviceId, boolean kicked) {
		for (String olderToken : List.of(Canary.TOKEN, "master")) {
			TestPeer older = login("alice", 0, "same", olderToken);
			TestPeer stranger = login("bob", deviceFlag, deviceId, olderToken);
			TestPeer newer = login("alice", deviceFlag, deviceId, token);
			older.run();
			assertThat(older.closeReason()).isEqualTo(kicked ? CloseReason.KICKED : null);
			assertThat(newer.connection().isOpen()).isTrue();
			assertThat(stranger.connection().isOpen()).isTrue();
			if (kicked) {
				assertThat(registry().findByUid("alice")).containsExactly(newer.connection());
				RawFrame disconnect = older.sent().get(0);
				assertThat(disconnect.disconnectCode()).isEqualTo(12);
				assertThat(disconnect.disconnectText()).isEqualTo("KICKED");
			}
			else {
				assertThat(registry().findByUid("alice")).containsExactly(older.connection(), newer.connection());
				older.disconnect();
			}
			newer.disconnect();
			stranger.disconnect();
			assertThat(registry().userCount()).isZero();
		}
	}

	@Test
	void tellsAKickedPeerUnderTheVariableHeaderToStayAwayOnlyIfItIsAnotherDevice() {
		TestPeer other = this.fixture.login(Bytes.variableConnect("alice", 5, 0, "phone", "master"));
		TestPeer first = this.fixture.login(Bytes.variableConnect("alice", 5, 0, "tablet", "master"));
		assertThat(other.run().sentBytes()).startsWith(0x90, 9, 12);
		this.fixture.login(Bytes.variableConnect("alice", 5, 0, "tablet", "master"));
		assertThat(first.run().sentBytes()).isEmpty();
		assertThat(first.closeReason()).isEqualTo(CloseReason.KICKED);
	}

	@Test
	void findsByIdUserAndFlagWhileOpenOnly() {
		TestPeer guest = this.fixture.open();
		TestPeer phone = login("alice", 0, "phone", Canary.TOKEN);
		TestPeer web = login("alice", 1, "web", Canary.TOKEN);
		TestPeer bob = login("bob", 0, "phone", Canary.TOKEN);
		assertThat(registry().find(guest.connection().id())).isSameAs(guest.connection());
		assertThat(registry().find(99)).isNull();
		assertThat(registry().findByUid("alice")).containsExactly(phone.connection(), web.connection());
		assertThat(registry().findByUid("alice", DeviceFlag.WEB)).containsExactly(web.connection());
		assertThat(registry().findByUid("alice", DeviceFlag.PC)).isEmpty();
		assertThat(registry().findByUid("carol")).isEmpty();
		assertThat(registry().onlineUsers()).containsExactlyInAnyOrder("alice", "bob");
		assertThat(registry().isOnline("alice")).isTrue();
		assertThat(registry().isOnline("carol")).isFalse();
		assertThat(registry().connectionCount()).isEqualTo(4);
		assertThat(registry().authenticatedCount()).isEqualTo(3);
		assertThat(registry().userCount()).isEqualTo(2);
		List<WkConnection> all = new ArrayList<>();
		registry().forEach(all::add);
		assertThat(all).hasSize(4);
		bob.disconnect();
		assertThat(registry().find(bob.connection().id())).isNull();
		assertThat(registry().isOnline("bob")).isFalse();
		assertThat(registry().userCount()).isOne();
		assertThat(registry().connectionCount()).isEqualTo(3);
	}

	@Test
	void findsNobodyWhoIsClosingThoughOnCloseIsStillToRun() {
		this.fixture.on(this.listener, Dispatch.WORKER);
		TestPeer peer = login("alice", 0, "phone", Canary.TOKEN);
		this.fixture.workAndRun();
		peer.connection().close();
		assertThat(registry().find(peer.connection().id())).isNull();
		peer.run();
		assertThat(registry().findByUid("alice")).isEmpty();
		assertThat(this.fixture.sessions().isEmpty()).isFalse();
		assertThat(this.fixture.presence).containsExactly("+alice");
		this.fixture.workAndRun();
		assertThat(this.fixture.presence).containsExactly("+alice", "-alice");
		assertThat(this.fixture.sessions().isEmpty()).isTrue();
	}

	@Test
	void findsAndCountsNobodyFromTheMomentOnAtWhichAnyThreadClosesIt() {
		TestPeer peer = login("alice", 0, "phone", Canary.TOKEN);
		peer.connection().close();
		// The event loop has not heard of it yet.
		assertThat(registry().find(peer.connection().id())).isNull();
		assertThat(registry().findByUid("alice")).isEmpty();
		assertThat(registry().findByUid("alice", DeviceFlag.APP)).isEmpty();
		assertThat(registry().isOnline("alice")).isFalse();
		assertThat(registry().onlineUsers()).isEmpty();
		assertThat(registry().connectionCount()).isZero();
		assertThat(registry().authenticatedCount()).isZero();
		assertThat(registry().userCount()).isZero();
		assertThat(this.fixture.presence).containsExactly("+alice");
		peer.run();
		assertThat(this.fixture.presence).containsExactly("+alice", "-alice");
	}

	@Test
	void letsNoLoginThatIsClosedAlreadyReplaceAnother() {
		List<TestPeer> late = new ArrayList<>();
		// What any thread may do at any time happens here at the last moment at which the
		// login can still go on.
		this.fixture.metrics = new WkMetricsRecorder() {

			@Override
			public void authentication(String listener, AuthOutcome outcome, long nanos) {
				late.forEach((peer) -> peer.connection().close());
			}

		};
		TestPeer older = login("alice", 0, "phone", "master");
		late.add(this.fixture.open());
		late.get(0).receive(Bytes.connect("alice", 5, 0, "tablet", "master"));
		older.run();
		assertThat(late.get(0).closeReason()).isEqualTo(CloseReason.SERVER);
		assertThat(older.closeReason()).isNull();
		assertThat(registry().findByUid("alice")).containsExactly(older.connection());
		assertThat(registry().authenticatedCount()).isOne();
		assertThat(registry().userCount()).isOne();
		older.disconnect();
		assertThat(registry().userCount()).isZero();
		assertThat(this.fixture.presence).containsExactly("+alice", "-alice");
	}

	@Test
	void tellsOfAUserOncePerTransition() {
		TestPeer phone = login("alice", 0, "phone", Canary.TOKEN);
		TestPeer web = login("alice", 1, "web", Canary.TOKEN);
		phone.disconnect();
		assertThat(this.fixture.presence).containsExactly("+alice");
		web.disconnect();
		assertThat(this.fixture.presence).containsExactly("+alice", "-alice");
		login("alice", 0, "phone", Canary.TOKEN);
		assertThat(this.fixture.presence).containsExactly("+alice", "-alice", "+alice");
	}

	@Test
	void keepsAUserOnlineWhenANewLoginReplacesTheOld() {
		this.fixture.on(this.listener, Dispatch.WORKER);
		TestPeer older = login("alice", 0, "phone", "master");
		this.fixture.workAndRun();
		TestPeer newer = this.fixture.open();
		this.fixture.workAndRun();
		newer.receive(Bytes.connect("alice", 5, 0, "tablet", "master"));
		// The new login's onAuthenticated waits for a worker while the old one's onClose
		// runs.
		Runnable authenticated = this.fixture.work.remove();
		older.run();
		this.fixture.work();
		assertThat(this.listener.events()).endsWith("close KICKED");
		assertThat(this.fixture.presence).containsExactly("+alice");
		authenticated.run();
		assertThat(this.fixture.presence).containsExactly("+alice");
		newer.disconnect();
		this.fixture.workAndRun();
		assertThat(this.fixture.presence).containsExactly("+alice", "-alice");
	}

	@Test
	void goesOnWhenAPresenceListenerFails() {
		List<String> heard = new ArrayList<>();
		SessionRegistry table = new SessionRegistry(List.of(new PresenceListener() {

			@Override
			public void onOnline(String uid) {
				throw new AssertionError("expected");
			}

		}, new PresenceListener() {

			@Override
			public void onOnline(String uid) {
				heard.add("+" + uid);
			}

			@Override
			public void onOffline(String uid) {
				heard.add("-" + uid);
			}

		}));
		Session session = (Session) login("alice", 0, "phone", Canary.TOKEN).connection();
		for (int i = 0; i < 2; i++) {
			table.opened(session);
			table.authenticated(session, "alice");
			table.entered("alice");
			table.closing();
			table.remove(session);
			table.left("alice");
			table.closed(session);
		}
		assertThat(heard).containsExactly("+alice", "-alice", "+alice", "-alice");
		assertThat(table.userCount()).isZero();
		assertThat(table.all()).isEmpty();
	}

	@Test
	void showsNobodyWhoIsNotLetInYet() {
		Sinks.One<AuthResult> answer = Sinks.one();
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> answer.asMono());
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice"));
		assertThat(registry().findByUid("alice")).isEmpty();
		assertThat(peer.connection().identity()).isNull();
		assertThat(peer.connection().deviceId()).isNull();
		answer.tryEmitValue(AuthResult.accepted("alice"));
		peer.run();
		assertThat(registry().findByUid("alice")).hasSize(1);
	}

}
