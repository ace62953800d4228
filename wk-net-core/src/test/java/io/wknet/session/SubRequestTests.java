package io.wknet.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.wknet.canary.Canary;
import io.wknet.connection.WkConnection;
import io.wknet.frame.SubFrame;
import io.wknet.listener.Dispatch;
import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import io.wknet.topic.ReactiveTopicAuthorizer;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.TopicSettings;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the server answers SUB. A SUBACK reads as its subNo, channel, channel type, action
 * and reason code.
 */
class SubRequestTests {

	private static final Topic LOBBY = Topic.of("lobby");

	private static final byte[] SUB = Bytes.sub("1", "lobby", SubFrame.SUBSCRIBE);

	private static final byte[] UNSUB = Bytes.sub("2", "lobby", SubFrame.UNSUBSCRIBE);

	private final RecordingListener listener = new RecordingListener();

	private final SessionFixture fixture = new SessionFixture().on(this.listener);

	private final List<String> asked = new ArrayList<>();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void goesToTheListenerIfThereIsNoAuthorizer() {
		TestPeer peer = this.fixture.login("alice");
		peer.receive(SUB);
		assertThat(this.listener.frames()).containsExactly(SubFrame.of("1", "lobby", 2, SubFrame.SUBSCRIBE));
		assertThat(peer.sentBytes()).isEmpty();
		assertThat(topics().topicCount()).isZero();
	}

	@Test
	void subscribesAndUnsubscribes() {
		TestPeer peer = loginWith(TopicAuthorizer.everybody());
		assertThat(answer(peer, SUB)).isEqualTo("1 lobby 2 0 1");
		assertThat(topics().subscribers(LOBBY)).containsExactly(peer.connection());
		assertThat(answer(peer, UNSUB)).isEqualTo("2 lobby 2 1 1");
		assertThat(topics().topicCount()).isZero();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated", "subscribe lobby",
				"unsubscribe lobby");
	}

	@Test
	void answersUnderTheVariableHeaderToo() {
		this.fixture.topicAuthorizer = TopicAuthorizer.everybody();
		TestPeer peer = this.fixture.login(Bytes.variableConnect("alice", 5, 0, "d", Canary.TOKEN));
		peer.receive(Bytes.variableSub("", "a", SubFrame.SUBSCRIBE));
		assertThat(peer.sentBytes()).containsExactly(0xB0, 8, 0, 0, 0, 1, 'a', 2, 0, 1);
		assertThat(topics().subscribers(Topic.of("a"))).containsExactly(peer.connection());
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void asksTheAuthorizerOnceForEachSubscription(Dispatch where) {
		TestPeer peer = loginWith(authorizer(where, true));
		byte[] sub = Bytes.sub("1", "lobby", 200, SubFrame.SUBSCRIBE, "{\"key\":1}");
		assertThat(answer(peer, sub)).isEqualTo("1 lobby 200 0 1");
		assertThat(answer(peer, sub)).isEqualTo("1 lobby 200 0 1");
		assertThat(answer(peer, Bytes.sub("2", "lobby", 200, SubFrame.UNSUBSCRIBE, ""))).isEqualTo("2 lobby 200 1 1");
		assertThat(this.asked).containsExactly("alice lobby 200 {\"key\":1}");
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void refusesWhomTheAuthorizerRefuses(Dispatch where) {
		TestPeer peer = loginWith(authorizer(where, false));
		assertThat(answer(peer, SUB)).isEqualTo("1 lobby 2 0 13");
		assertThat(topics().topicCount()).isZero();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated");
	}

	@Test
	void unsubscribesFromNothingWithSuccess() {
		TestPeer peer = loginWith(authorizer(Dispatch.WORKER, false));
		assertThat(answer(peer, UNSUB)).isEqualTo("2 lobby 2 1 1");
		assertThat(this.asked).isEmpty();
	}

	@Test
	void unsubscribesFromWhatTheApplicationSubscribed() {
		TestPeer peer = loginWith(authorizer(Dispatch.WORKER, false));
		topics().subscribe(peer.connection(), LOBBY);
		assertThat(answer(peer, SUB)).isEqualTo("1 lobby 2 0 1");
		assertThat(answer(peer, UNSUB)).isEqualTo("2 lobby 2 1 1");
		assertThat(topics().topicCount()).isZero();
		assertThat(this.asked).isEmpty();
	}

	@Test
	void refusesAnActionThatItDoesNotKnow() {
		TestPeer peer = loginWith(TopicAuthorizer.everybody());
		assertThat(answer(peer, Bytes.sub("1", "lobby", 2))).isEqualTo("1 lobby 2 2 20");
		assertThat(topics().topicCount()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 254, 255 })
	void takesChannelIdsUpToTheirLimit(int length) {
		TestPeer peer = loginWith(TopicAuthorizer.everybody());
		assertThat(answer(peer, Bytes.sub("1", "c".repeat(length), SubFrame.SUBSCRIBE))).endsWith(" 2 0 1");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 256, 10_000 })
	void refusesChannelIdsThatNoTopicCanHave(int length) {
		TestPeer peer = loginWith(authorizer(Dispatch.WORKER, true));
		String channelId = "c".repeat(length);
		assertThat(answer(peer, Bytes.sub("1", channelId, SubFrame.SUBSCRIBE))).endsWith(" 2 0 16");
		assertThat(answer(peer, Bytes.sub("1", channelId, SubFrame.UNSUBSCRIBE))).endsWith(" 2 1 16");
		assertThat(this.asked).isEmpty();
		assertThat(topics().topicCount()).isZero();
	}

	@Test
	void tellsThatALimitIsReached() {
		this.fixture.topics = new TopicSettings(2, 2);
		TestPeer alice = loginWith(TopicAuthorizer.everybody());
		assertThat(answer(alice, Bytes.sub("1", "a", 0))).endsWith(" 0 1");
		assertThat(answer(alice, Bytes.sub("2", "b", 0))).endsWith(" 0 1");
		assertThat(answer(alice, Bytes.sub("3", "c", 0))).endsWith(" 0 22");
		assertThat(answer(this.fixture.login("u2"), Bytes.sub("1", "a", 0))).endsWith(" 0 1");
		assertThat(answer(this.fixture.login("u3"), Bytes.sub("1", "a", 0))).endsWith(" 0 22");
		assertThat(topics().subscriptionCount()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void livesOnWhenTheAuthorizerFails(Dispatch where) {
		assertFailureIsAnswered((where == Dispatch.WORKER) ? (connection, topic, param) -> {
			throw new IllegalStateException("boom");
		} : reactive(() -> {
			throw new IllegalStateException("boom");
		}));
	}

	@Test
	void livesOnWhenAnAnswerIsAnError() {
		assertFailureIsAnswered(reactive(() -> Mono.error(new IllegalStateException("boom"))));
	}

	@Test
	void livesOnWhenAnAnswerIsEmpty() {
		assertFailureIsAnswered(reactive(Mono::empty));
	}

	@Test
	@SuppressWarnings("NullAway")
	void livesOnWhenAnAnswerIsNull() {
		assertFailureIsAnswered(reactive(() -> null));
	}

	private void assertFailureIsAnswered(TopicAuthorizer authorizer) {
		TestPeer peer = loginWith(authorizer);
		assertThat(answer(peer, SUB)).isEqualTo("1 lobby 2 0 15");
		assertThat(answer(peer, SUB)).isEqualTo("1 lobby 2 0 15");
		assertThat(topics().topicCount()).isZero();
		assertThat(peer.connection().isOpen()).isTrue();
		assertThat(this.fixture.sessions().listenerErrors()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void letsNothingThatTheClientSentLaterBeginBeforeTheDecision(Dispatch where) {
		Sinks.One<Boolean> decision = Sinks.one();
		TestPeer peer = loginWith(
				(where == Dispatch.WORKER) ? authorizer(where, true) : reactive(() -> decision.asMono()));
		peer.receive(Bytes.join(SUB, Bytes.numbered(16, 1), UNSUB, Bytes.PING));
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(RawFrame.PONG);
		assertThat(this.listener.frames()).isEmpty();
		decision.tryEmitValue(true);
		this.fixture.workAndRun();
		assertThat(this.listener.frames()).hasSize(1);
		assertThat(peer.sent()).extracting(RawFrame::suback).containsExactly("1 lobby 2 0 1", "2 lobby 2 1 1");
		assertThat(this.listener.events()).containsSubsequence("subscribe lobby", "unsubscribe lobby");
	}

	@Test
	void waitsForNoAnswerOnceTheConnectionCloses() {
		Sinks.One<Boolean> never = Sinks.one();
		TestPeer peer = loginWith(reactive(never::asMono));
		peer.receive(Bytes.join(SUB, Bytes.numbered(16, 1)));
		assertThat(never.currentSubscriberCount()).isOne();
		peer.disconnect();
		assertThat(never.currentSubscriberCount()).isZero();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated", "frame APPLICATION",
				"close CLIENT");
		assertThat(topics().topicCount()).isZero();
	}

	@Test
	void waitsForNoAnswerIfTheConnectionClosedWhileItAsked() {
		Sinks.One<Boolean> never = Sinks.one();
		TestPeer[] peer = new TestPeer[1];
		peer[0] = loginWith(reactive(() -> {
			((Session) peer[0].connection()).closed(null);
			return never.asMono();
		}));
		peer[0].receive(SUB).run();
		assertThat(never.currentSubscriberCount()).isZero();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated", "close CLIENT");
	}

	@Test
	void subscribesNobodyWhoClosedWhileAWorkerAsked() {
		TestPeer[] peer = new TestPeer[1];
		peer[0] = loginWith((connection, topic, param) -> {
			peer[0].disconnect();
			return true;
		});
		peer[0].receive(SUB);
		this.fixture.workAndRun();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated", "close CLIENT");
		assertThat(topics().topicCount()).isZero();
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void asksNobodyAboutAConnectionThatIsClosing(Dispatch where) {
		TestPeer peer = loginWith(authorizer(where, true));
		peer.connection().close();
		peer.receive(SUB);
		this.fixture.workAndRun();
		assertThat(this.asked).isEmpty();
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(RawFrame.DISCONNECT);
	}

	@Test
	void answersThoughNoWorkerIsFreeAtFirst() {
		boolean[] full = { true };
		this.fixture.workers = (task) -> {
			if (full[0]) {
				full[0] = false;
				throw new RejectedExecutionException("full");
			}
			this.fixture.work.add(task);
		};
		TestPeer peer = loginWith(authorizer(Dispatch.WORKER, true));
		peer.receive(SUB);
		peer.after(Duration.ofMillis(100));
		this.fixture.workAndRun();
		assertThat(peer.sent()).extracting(RawFrame::suback).containsExactly("1 lobby 2 0 1");
	}

	@Test
	void answersWhatCameBeforeTheAuthentication() {
		this.fixture.topicAuthorizer = authorizer(Dispatch.EVENT_LOOP, true);
		TestPeer peer = this.fixture.open();
		peer.receive(Bytes.join(Bytes.connect("alice"), SUB));
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(RawFrame.CONNACK, RawFrame.SUBACK);
		assertThat(this.listener.events()).containsExactly("connect", "authenticated", "subscribe lobby");
	}

	private TestPeer loginWith(TopicAuthorizer authorizer) {
		this.fixture.topicAuthorizer = authorizer;
		return this.fixture.login("alice");
	}

	/**
	 * Send a SUB, let it be handled, and return the one answer.
	 */
	private String answer(TestPeer peer, byte[] sub) {
		peer.receive(sub);
		this.fixture.workAndRun();
		List<RawFrame> sent = peer.sent();
		assertThat(sent).extracting(RawFrame::type).containsExactly(RawFrame.SUBACK);
		return sent.get(0).suback();
	}

	private TopicAuthorizer authorizer(Dispatch where, boolean allowed) {
		if (where == Dispatch.WORKER) {
			return (connection, topic, param) -> decide(connection, topic, param, allowed);
		}
		return (ReactiveTopicAuthorizer) (connection, topic, param) -> Mono
			.just(decide(connection, topic, param, allowed));
	}

	private boolean decide(WkConnection connection, Topic topic, String param, boolean allowed) {
		this.asked.add(connection.uid() + " " + topic.channelId() + " " + topic.channelType() + " " + param);
		return allowed;
	}

	private static ReactiveTopicAuthorizer reactive(Answer answer) {
		return (connection, topic, param) -> answer.get();
	}

	private Topics topics() {
		return this.fixture.sessions().topics();
	}

	/**
	 * Makes an answer.
	 */
	@FunctionalInterface
	private interface Answer {

		Mono<Boolean> get();

	}

}
