package io.wknet.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.support.Bytes;
import io.wknet.support.RecordingListener;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicSettings;
import io.wknet.topic.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a listener hears of subscriptions, and when.
 */
class SubscriptionEventTests {

	private static final Topic LOBBY = Topic.of("lobby");

	private static final Topic NEWS = Topic.of("news");

	private final Recording listener = new Recording();

	private final SessionFixture fixture = new SessionFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void hearsOfEachSubscriptionAndItsEndInTheirOrder(Dispatch where) {
		TestPeer peer = login(where);
		topics().subscribe(peer.connection(), LOBBY);
		topics().subscribe(peer.connection(), LOBBY);
		topics().subscribe(peer.connection(), NEWS);
		topics().unsubscribe(peer.connection(), LOBBY);
		topics().unsubscribe(peer.connection(), LOBBY);
		topics().subscribe(peer.connection(), LOBBY);
		this.fixture.workAndRun();
		assertThat(events()).containsExactly("subscribe lobby", "subscribe news", "unsubscribe lobby",
				"subscribe lobby");
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void hearsOfTheEndsThatACloseBringsBeforeOnClose(Dispatch where) {
		TestPeer peer = login(where);
		topics().subscribe(peer.connection(), LOBBY);
		topics().subscribe(peer.connection(), NEWS);
		peer.connection().close();
		this.fixture.workAndRun();
		assertThat(events()).containsExactly("subscribe lobby", "subscribe news", "unsubscribe lobby",
				"unsubscribe news", "close SERVER");
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void hearsOfASubscriptionThatTheLossOfTheConnectionOvertakes(Dispatch where) {
		TestPeer peer = login(where);
		Thread other = new Thread(() -> topics().subscribe(peer.connection(), LOBBY));
		other.start();
		join(other);
		peer.disconnect();
		this.fixture.workAndRun();
		assertThat(events()).containsExactly("subscribe lobby", "unsubscribe lobby", "close CLIENT");
	}

	@Test
	void isCalledOnTheEventLoopForWhatAnotherThreadDoes() {
		TestPeer peer = login(Dispatch.EVENT_LOOP);
		Thread other = new Thread(() -> topics().subscribe(peer.connection(), LOBBY));
		other.start();
		join(other);
		assertThat(topics().subscribers(LOBBY)).hasSize(1);
		assertThat(events()).isEmpty();
		peer.run();
		assertThat(events()).containsExactly("subscribe lobby");
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void hearsOfWhatItDoesItselfAfterTheCall(Dispatch where) {
		this.listener.onAuthenticated = (connection) -> {
			topics().subscribe(connection, LOBBY);
			this.listener.events().add("end of authenticated");
		};
		this.listener.onSubscribe = (connection) -> topics().unsubscribe(connection, LOBBY);
		this.fixture.on(this.listener, where).login("alice");
		this.fixture.workAndRun();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated", "end of authenticated",
				"subscribe lobby", "unsubscribe lobby");
	}

	@Test
	void hearsOfASubscriptionBeforeTheFramesThatComeAfterIt() {
		this.listener.onFrame = (connection) -> topics().subscribe(connection, LOBBY);
		TestPeer peer = login(Dispatch.EVENT_LOOP);
		peer.receive(Bytes.join(Bytes.numbered(16, 1), Bytes.numbered(16, 2)));
		assertThat(events()).containsExactly("frame APPLICATION", "subscribe lobby", "frame APPLICATION");
	}

	@Test
	void callsNeverOverlap() {
		Slow slow = new Slow();
		this.fixture.listener = slow;
		TestPeer peer = this.fixture.login("alice");
		topics().subscribe(peer.connection(), LOBBY);
		topics().unsubscribe(peer.connection(), LOBBY);
		peer.run().receive(Bytes.numbered(16, 1));
		peer.disconnect();
		assertThat(slow.calls).containsExactly("subscribe");
		slow.running.complete(null);
		peer.run();
		assertThat(slow.calls).containsExactly("subscribe", "unsubscribe");
		slow.running.complete(null);
		peer.run();
		assertThat(slow.calls).containsExactly("subscribe", "unsubscribe", "frame");
		slow.running.complete(null);
		peer.run();
		assertThat(slow.calls).containsExactly("subscribe", "unsubscribe", "frame", "close");
	}

	@ParameterizedTest
	@EnumSource(value = ListenerEvent.class, names = { "SUBSCRIBE", "UNSUBSCRIBE" })
	void leavesOutWhatNobodyWantsToHear(ListenerEvent unwanted) {
		this.fixture.topics = TopicSettings.defaults().withMaxPerConnection(1);
		this.fixture.dispatch = DispatchSettings.defaults().withMaxPendingFrames(1);
		AsyncWkListener all = AsyncWkListener.of(this.listener, Dispatch.EVENT_LOOP);
		this.fixture.listener = new Partial(all, unwanted);
		TestPeer peer = this.fixture.login("alice");
		for (int round = 0; round < 10; round++) {
			assertThat(topics().subscribe(peer.connection(), LOBBY)).isEqualTo(SubscribeResult.SUBSCRIBED);
			topics().unsubscribe(peer.connection(), LOBBY);
			peer.run();
		}
		assertThat(events()).hasSize(10)
			.containsOnly((unwanted == ListenerEvent.SUBSCRIBE) ? "unsubscribe lobby" : "subscribe lobby");
		assertThat(this.fixture.sessions().unhandledFrames()).isZero();
		assertThat(peer.connection().stats().pendingFrames()).isZero();
	}

	@Test
	void closesWhenTheListenerFailsAndStillTellsOfTheEnd() {
		this.listener.onSubscribe = (connection) -> {
			throw new IllegalStateException("boom");
		};
		TestPeer peer = login(Dispatch.EVENT_LOOP);
		topics().subscribe(peer.connection(), LOBBY);
		peer.run();
		assertThat(events()).containsExactly("subscribe lobby", "unsubscribe lobby", "close LISTENER_ERROR");
		assertThat(this.fixture.sessions().listenerErrors()).isOne();
	}

	@Test
	void livesOnWhenTheListenerFailsAndIsToldTo() {
		this.fixture.dispatch = DispatchSettings.defaults().withCloseOnError(false);
		this.listener.onUnsubscribe = (connection) -> {
			throw new IllegalStateException("boom");
		};
		TestPeer peer = login(Dispatch.WORKER);
		topics().subscribe(peer.connection(), LOBBY);
		topics().unsubscribe(peer.connection(), LOBBY);
		topics().subscribe(peer.connection(), LOBBY);
		this.fixture.workAndRun();
		assertThat(events()).containsExactly("subscribe lobby", "unsubscribe lobby", "subscribe lobby");
		assertThat(peer.connection().isOpen()).isTrue();
		assertThat(this.fixture.sessions().listenerErrors()).isOne();
	}

	@Test
	void boundsWhatAListenerThatHangsHasNotHeardOf() {
		int max = 5;
		int pending = 16;
		this.fixture.topics = TopicSettings.defaults().withMaxPerConnection(max);
		this.fixture.dispatch = DispatchSettings.defaults().withMaxPendingFrames(pending);
		TestPeer peer = login(Dispatch.WORKER);
		WkConnection connection = peer.connection();
		int subscribed = 0;
		for (int round = 0; round < 1000; round++) {
			if (topics().subscribe(connection, LOBBY) == SubscribeResult.SUBSCRIBED) {
				subscribed++;
			}
			topics().unsubscribe(connection, LOBBY);
			peer.run();
		}
		assertThat(subscribed).isEqualTo((max + pending + 1) / 2);
		assertThat(topics().subscribe(connection, LOBBY)).isEqualTo(SubscribeResult.CONNECTION_LIMIT);
		assertThat(connection.stats().pendingFrames()).isLessThanOrEqualTo(max + pending + 1);
		assertThat(peer.isReading()).isFalse();
		this.fixture.workAndRun();
		assertThat(events()).hasSize(2 * subscribed);
		assertThat(peer.isReading()).isTrue();
		assertThat(topics().subscribe(connection, LOBBY)).isEqualTo(SubscribeResult.SUBSCRIBED);
	}

	@Test
	void hasRoomForAllSubscriptionsBeforeTheListenerHearsOfTheFirst() {
		this.fixture.topics = TopicSettings.defaults().withMaxPerConnection(1000);
		this.fixture.dispatch = DispatchSettings.defaults().withMaxPendingFrames(1);
		TestPeer peer = login(Dispatch.WORKER);
		for (int number = 0; number < 1000; number++) {
			assertThat(topics().subscribe(peer.connection(), Topic.of("t" + number)))
				.isEqualTo(SubscribeResult.SUBSCRIBED);
		}
		peer.connection().close();
		this.fixture.workAndRun();
		assertThat(events()).hasSize(2001).endsWith("unsubscribe t999", "close SERVER");
	}

	/**
	 * Log in, and forget what the listener heard of that.
	 */
	private TestPeer login(Dispatch where) {
		TestPeer peer = this.fixture.on(this.listener, where).login("alice");
		this.fixture.workAndRun();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated");
		return peer;
	}

	private List<String> events() {
		return this.listener.events()
			.stream()
			.filter((event) -> !event.equals("connect") && !event.equals("authenticated"))
			.toList();
	}

	private Topics topics() {
		return this.fixture.sessions().topics();
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Does what a test says.
	 */
	private static final class Recording extends RecordingListener {

		private Consumer<WkConnection> onAuthenticated = (connection) -> {
		};

		private Consumer<WkConnection> onFrame = (connection) -> {
		};

		private Consumer<WkConnection> onSubscribe = (connection) -> {
		};

		private Consumer<WkConnection> onUnsubscribe = (connection) -> {
		};

		@Override
		protected void authenticated(WkConnection connection) {
			this.onAuthenticated.accept(connection);
		}

		@Override
		protected void received(WkConnection connection, ClientFrame frame) {
			this.onFrame.accept(connection);
		}

		@Override
		protected void subscribed(WkConnection connection, Topic topic) {
			this.onSubscribe.accept(connection);
		}

		@Override
		protected void unsubscribed(WkConnection connection, Topic topic) {
			this.onUnsubscribe.accept(connection);
		}

	}

	/**
	 * Does not want to hear of one thing.
	 */
	private record Partial(AsyncWkListener all, ListenerEvent unwanted) implements AsyncWkListener {

		@Override
		public @Nullable Dispatch dispatch(ListenerEvent event, @Nullable ClientFrame frame) {
			return (event != this.unwanted) ? this.all.dispatch(event, frame) : null;
		}

		@Override
		public CompletionStage<?> onSubscribe(WkConnection connection, Topic topic) throws Exception {
			return this.all.onSubscribe(connection, topic);
		}

		@Override
		public CompletionStage<?> onUnsubscribe(WkConnection connection, Topic topic) throws Exception {
			return this.all.onUnsubscribe(connection, topic);
		}

	}

	/**
	 * Its calls end when a test says so.
	 */
	private static final class Slow implements AsyncWkListener {

		private final List<String> calls = new ArrayList<>();

		private CompletableFuture<Void> running = new CompletableFuture<>();

		@Override
		public Dispatch dispatch(ListenerEvent event, @Nullable ClientFrame frame) {
			return Dispatch.EVENT_LOOP;
		}

		@Override
		public CompletionStage<?> onFrame(WkConnection connection, ClientFrame frame) {
			return call("frame");
		}

		@Override
		public CompletionStage<?> onSubscribe(WkConnection connection, Topic topic) {
			return call("subscribe");
		}

		@Override
		public CompletionStage<?> onUnsubscribe(WkConnection connection, Topic topic) {
			return call("unsubscribe");
		}

		@Override
		public CompletionStage<?> onClose(WkConnection connection, CloseReason reason) {
			return call("close");
		}

		private CompletionStage<?> call(String what) {
			this.calls.add(what);
			this.running = new CompletableFuture<>();
			return this.running;
		}

	}

}
