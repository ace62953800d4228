package io.wknet.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.delivery.FanOutSettings;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.TrafficListener;
import io.wknet.listener.WkListener;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.support.Bytes;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.TopicSettings;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.ProxyProtocolSettings;
import io.wknet.transport.WebSocketSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sessions without a network: the fields are the settings, and workers run when a test
 * says so.
 */
final class SessionFixture implements AutoCloseable {

	/**
	 * Lets in who has the token of the tests or {@code token}, at slave level; at master
	 * level if the token is {@code master}.
	 */
	static final ReactiveAuthenticator BY_TOKEN = (credentials) -> Mono.just(decide(credentials));

	Authenticator authenticator = BY_TOKEN;

	AsyncWkListener listener = AsyncWkListener.of(new WkListener() {
	}, Dispatch.EVENT_LOOP);

	AuthSettings auth = AuthSettings.defaults();

	DispatchSettings dispatch = DispatchSettings.defaults();

	FrameLimits frameLimits = FrameLimits.defaults();

	OutboundSettings outbound = OutboundSettings.defaults();

	Duration idleTimeout = Duration.ofMinutes(5);

	@Nullable TopicAuthorizer topicAuthorizer;

	TopicSettings topics = TopicSettings.defaults();

	FanOutSettings fanOut = FanOutSettings.defaults();

	Protocol protocol = Protocol.AUTO;

	Encryption encryption = Encryption.IF_OFFERED;

	@Nullable WebSocketSettings webSocket;

	WkMetricsRecorder metrics = WkMetricsRecorder.NOOP;

	@Nullable TrafficListener traffic;

	final List<String> presence = new ArrayList<>();

	final Queue<Runnable> work = new ArrayDeque<>();

	Executor workers = this.work::add;

	private final List<TestPeer> peers = new ArrayList<>();

	private @Nullable Sessions sessions;

	private static AuthResult decide(Credentials credentials) {
		return switch (credentials.token()) {
			case Canary.TOKEN, "token" -> AuthResult.accepted(credentials.uid());
			case "master" -> AuthResult.accepted(Identity.of(credentials.uid(), DeviceLevel.MASTER));
			default -> AuthResult.rejected();
		};
	}

	/**
	 * Check that what was sent to a connection failed, because that closed for a reason.
	 */
	static void assertFails(CompletionStage<?> result, CloseReason reason) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> result.toCompletableFuture().join())
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(ConnectionClosedException.class,
					(cause) -> assertThat(cause.reason()).isEqualTo(reason)));
	}

	SessionFixture on(WkListener newListener) {
		return on(newListener, Dispatch.EVENT_LOOP);
	}

	SessionFixture on(WkListener newListener, Dispatch where) {
		this.listener = AsyncWkListener.of(newListener, where);
		return this;
	}

	SessionFixture authenticator(Authenticator newAuthenticator) {
		this.authenticator = newAuthenticator;
		return this;
	}

	Sessions sessions() {
		if (this.sessions == null) {
			this.sessions = new Sessions(new SessionSettings(
					new SessionSettings.Application(this.authenticator, this.listener, List.of(new Presence()),
							this.traffic, this.metrics, this.workers, this.topicAuthorizer),
					this.auth, this.dispatch, this.frameLimits, this.idleTimeout, this.topics, this.fanOut));
		}
		return this.sessions;
	}

	TestPeer open() {
		TestPeer peer = new TestPeer(sessions(), this.encryption, new ChannelSettings(this.protocol, this.frameLimits,
				this.outbound, ProxyProtocolSettings.off(), null, this.webSocket));
		this.peers.add(peer);
		return peer;
	}

	/**
	 * Open a session and log in; what the server sent is taken.
	 */
	TestPeer login(String uid) {
		return login(Bytes.connect(uid));
	}

	TestPeer login(byte[] connect) {
		TestPeer peer = open().receive(connect);
		peer.sentBytes();
		return peer;
	}

	/**
	 * How many tasks wait for a worker.
	 */
	int tasks() {
		return this.work.size();
	}

	/**
	 * Do what workers are to do.
	 */
	void work() {
		Runnable task = this.work.poll();
		while (task != null) {
			task.run();
			task = this.work.poll();
		}
	}

	/**
	 * Let workers and event loops run until both have nothing to do.
	 */
	void workAndRun() {
		do {
			work();
			this.peers.forEach(TestPeer::run);
		}
		while (!this.work.isEmpty());
	}

	@Override
	public void close() {
		this.peers.forEach(TestPeer::close);
	}

	/**
	 * Remembers who comes and goes.
	 */
	private final class Presence implements PresenceListener {

		@Override
		public void onOnline(String uid) {
			SessionFixture.this.presence.add("+" + uid);
		}

		@Override
		public void onOffline(String uid) {
			SessionFixture.this.presence.add("-" + uid);
		}

	}

}
