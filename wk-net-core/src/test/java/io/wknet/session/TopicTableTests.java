package io.wknet.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.support.Bytes;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicSettings;
import io.wknet.topic.Topics;
import io.wknet.transport.LoopContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The table and its books. Every peer of a {@link SessionFixture} has an event loop of
 * its own.
 */
class TopicTableTests {

	private static final Topic LOBBY = Topic.of("lobby");

	private static final Topic NEWS = Topic.of("news");

	private final SessionFixture fixture = new SessionFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void knowsWhoIsSubscribedToWhat() {
		WkConnection alice = login("alice");
		WkConnection bob = login("bob");
		assertThat(topics().subscribe(alice, LOBBY)).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertThat(topics().subscribe(alice, NEWS)).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertThat(topics().subscribe(bob, LOBBY)).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertThat(topics().subscribers(LOBBY)).containsExactlyInAnyOrder(alice, bob);
		assertThat(topics().subscribers(NEWS)).containsExactly(alice);
		assertThat(topics().subscriberCount(LOBBY)).isEqualTo(2);
		assertThat(topics().subscriptions(alice)).containsExactly(LOBBY, NEWS);
		assertCounts(2, 3);
	}

	@Test
	void tellsTopicsOfOneIdApartByTheirType() {
		WkConnection alice = login("alice");
		topics().subscribe(alice, new Topic("lobby", 1));
		assertThat(topics().subscribers(LOBBY)).isEmpty();
		assertThat(topics().subscriberCount(LOBBY)).isZero();
		assertThat(topics().subscriberCount(new Topic("lobby", 1))).isOne();
	}

	@Test
	void keepsTheOrderInWhichAConnectionSubscribed() {
		WkConnection alice = login("alice");
		List<Topic> order = IntStream.of(5, 3, 9, 1, 7).mapToObj((number) -> Topic.of("t" + number)).toList();
		order.forEach((topic) -> topics().subscribe(alice, topic));
		Set<Topic> before = topics().subscriptions(alice);
		topics().unsubscribe(alice, order.get(0));
		topics().subscribe(alice, order.get(0));
		assertThat(before).containsExactlyElementsOf(order);
		assertThat(topics().subscriptions(alice)).containsExactly(order.get(1), order.get(2), order.get(3),
				order.get(4), order.get(0));
	}

	@Test
	void changesNothingTheSecondTime() {
		WkConnection alice = login("alice");
		topics().subscribe(alice, LOBBY);
		assertThat(topics().subscribe(alice, Topic.of("lobby"))).isEqualTo(SubscribeResult.ALREADY_SUBSCRIBED);
		assertCounts(1, 1);
		assertThat(topics().unsubscribe(alice, LOBBY)).isTrue();
		assertThat(topics().unsubscribe(alice, LOBBY)).isFalse();
		assertCounts(0, 0);
	}

	@Test
	void forgetsATopicWithItsLastSubscriber() {
		WkConnection alice = login("alice");
		WkConnection bob = login("bob");
		topics().subscribe(alice, LOBBY);
		topics().subscribe(bob, LOBBY);
		topics().unsubscribe(alice, LOBBY);
		assertCounts(1, 1);
		topics().unsubscribe(bob, LOBBY);
		assertCounts(0, 0);
		topics().subscribe(bob, LOBBY);
		assertThat(topics().subscribers(LOBBY)).containsExactly(bob);
	}

	@Test
	void subscribesAllConnectionsThatAUserHas() {
		WkConnection phone = connection(Bytes.connect("alice", 5, 0, "phone", Canary.TOKEN));
		WkConnection page = connection(Bytes.connect("alice", 5, 1, "page", Canary.TOKEN));
		topics().subscribe(page, LOBBY);
		assertThat(topics().subscribe("alice", LOBBY)).isEqualTo(2);
		assertThat(topics().subscribers(LOBBY)).containsExactlyInAnyOrder(phone, page);
		assertThat(topics().unsubscribe("alice", LOBBY)).isEqualTo(2);
		assertThat(topics().unsubscribe("alice", LOBBY)).isZero();
		assertThat(topics().subscribe("nobody", LOBBY)).isZero();
		assertCounts(0, 0);
	}

	@Test
	void limitsTheTopicsOfAConnection() {
		this.fixture.topics = TopicSettings.defaults().withMaxPerConnection(3);
		WkConnection alice = login("alice");
		assertThat(topics().subscribe(alice, Topic.of("1"))).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertThat(topics().subscribe(alice, Topic.of("2"))).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertThat(topics().subscribe(alice, Topic.of("3"))).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertThat(topics().subscribe(alice, Topic.of("4"))).isEqualTo(SubscribeResult.CONNECTION_LIMIT);
		assertThat(topics().subscribe(alice, Topic.of("3"))).isEqualTo(SubscribeResult.ALREADY_SUBSCRIBED);
		assertThat(topics().subscribe(login("bob"), Topic.of("4"))).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertCounts(4, 4);
		topics().unsubscribe(alice, Topic.of("1"));
		assertThat(topics().subscribe(alice, Topic.of("4"))).isEqualTo(SubscribeResult.SUBSCRIBED);
	}

	@Test
	void limitsTheSubscribersOfATopic() {
		this.fixture.topics = TopicSettings.defaults().withMaxSubscribers(2);
		WkConnection first = login("u1");
		WkConnection third = login("u3");
		assertThat(topics().subscribe(first, LOBBY)).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertThat(topics().subscribe(login("u2"), LOBBY)).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertThat(topics().subscribe(third, LOBBY)).isEqualTo(SubscribeResult.TOPIC_LIMIT);
		assertThat(topics().subscribe("u3", LOBBY)).isZero();
		assertThat(topics().subscribe(third, NEWS)).isEqualTo(SubscribeResult.SUBSCRIBED);
		assertCounts(2, 3);
		topics().unsubscribe(first, LOBBY);
		assertThat(topics().subscribe(third, LOBBY)).isEqualTo(SubscribeResult.SUBSCRIBED);
	}

	@Test
	void subscribesNobodyWhoIsNotAuthenticated() {
		TestPeer peer = this.fixture.open();
		assertThat(topics().subscribe(peer.connection(), LOBBY)).isEqualTo(SubscribeResult.NOT_ACTIVE);
		peer.receive(Bytes.connect("alice"));
		assertThat(topics().subscribe(peer.connection(), LOBBY)).isEqualTo(SubscribeResult.SUBSCRIBED);
	}

	@Test
	void subscribesNobodyWhoseEndIsDecided() {
		TestPeer peer = this.fixture.login("alice");
		topics().subscribe(peer.connection(), LOBBY);
		peer.connection().close();
		assertThat(topics().subscribe(peer.connection(), NEWS)).isEqualTo(SubscribeResult.NOT_ACTIVE);
		peer.run();
		assertThat(topics().subscribe(peer.connection(), NEWS)).isEqualTo(SubscribeResult.NOT_ACTIVE);
		peer.disconnect();
		assertThat(topics().subscribe(peer.connection(), NEWS)).isEqualTo(SubscribeResult.NOT_ACTIVE);
		assertCounts(0, 0);
	}

	@Test
	void forgetsAConnectionThatBeginsToClose() {
		TestPeer peer = this.fixture.login("alice");
		WkConnection bob = login("bob");
		topics().subscribe(peer.connection(), LOBBY);
		topics().subscribe(peer.connection(), NEWS);
		topics().subscribe(bob, LOBBY);
		peer.stall();
		peer.connection().close();
		peer.run();
		assertThat(peer.isChannelOpen()).isTrue();
		assertThat(topics().subscribers(LOBBY)).containsExactly(bob);
		assertThat(topics().subscriptions(peer.connection())).isEmpty();
		assertThat(topics().unsubscribe(peer.connection(), LOBBY)).isFalse();
		assertCounts(1, 1);
	}

	@Test
	void forgetsAConnectionThatIsLost() {
		TestPeer peer = this.fixture.login("alice");
		topics().subscribe(peer.connection(), LOBBY);
		peer.disconnect();
		assertThat(peer.closeReason()).isEqualTo(CloseReason.CLIENT);
		assertCounts(0, 0);
	}

	@Test
	void takesConnectionsOfItsOwnServerOnly() {
		WkConnection alice = login("alice");
		try (SessionFixture other = new SessionFixture()) {
			Topics foreign = other.sessions().topics();
			assertThatIllegalArgumentException().isThrownBy(() -> foreign.subscribe(alice, LOBBY))
				.withMessageContaining("connection " + alice.id())
				.withMessageContaining("not one of this server");
			assertThatIllegalArgumentException().isThrownBy(() -> foreign.unsubscribe(alice, LOBBY));
			assertThatIllegalArgumentException().isThrownBy(() -> foreign.subscriptions(alice));
		}
		assertCounts(0, 0);
	}

	@Test
	void handsTheSameArraysOutAsLongAsNothingChanges() {
		WkConnection alice = login("alice");
		WkConnection bob = login("bob");
		topics().subscribe(alice, LOBBY);
		topics().subscribe(bob, LOBBY);
		Map<LoopContext, Session[]> first = published(LOBBY);
		topics().subscribe(bob, NEWS);
		Map<LoopContext, Session[]> second = published(LOBBY);
		assertThat(first).hasSize(2).isEqualTo(second);
		assertThat(first.get(loop(alice))).containsExactly((Session) alice).isSameAs(second.get(loop(alice)));
		topics().unsubscribe(bob, LOBBY);
		assertThat(first.get(loop(bob))).containsExactly((Session) bob);
		assertThat(published(LOBBY)).containsOnlyKeys(loop(alice));
		topics().subscribe(bob, LOBBY);
		assertThat(published(LOBBY).get(loop(alice))).isSameAs(first.get(loop(alice)));
		assertThat(published(LOBBY).get(loop(bob))).isNotSameAs(first.get(loop(bob))).containsExactly((Session) bob);
	}

	@Test
	void handsOutNothingForATopicWithoutSubscribers() {
		assertThat(published(LOBBY)).isEmpty();
	}

	@Test
	void keepsTheMembersOfALoopWhateverTheOrderInWhichTheyGo() {
		Random random = new Random(1);
		TopicMembers topic = new TopicMembers(LOBBY);
		LoopMembers members = new LoopMembers(loop(login("u")));
		List<Session> sessions = IntStream.range(0, 40).mapToObj((number) -> (Session) login("u" + number)).toList();
		Set<Session> expected = new LinkedHashSet<>();
		List<Subscription> present = new ArrayList<>();
		for (int round = 0; round < 20_000; round++) {
			boolean growing = (round / 500) % 2 == 0;
			if (present.isEmpty() || (random.nextInt(4) != 0) == growing) {
				Session added = sessions.get(random.nextInt(sessions.size()));
				if (expected.add(added)) {
					Subscription subscription = new Subscription(topic, added);
					members.add(subscription);
					present.add(subscription);
				}
			}
			else {
				Subscription removed = present.remove(random.nextInt(present.size()));
				expected.remove(removed.session());
				members.remove(removed);
			}
			assertThat(Set.of(members.snapshot())).isEqualTo(expected);
			assertThat(members.isEmpty()).isEqualTo(expected.isEmpty());
		}
		assertThat(new HashSet<>(expected)).isNotEmpty();
	}

	private Map<LoopContext, Session[]> published(Topic topic) {
		Map<LoopContext, Session[]> published = new HashMap<>();
		this.fixture.sessions()
			.topicTable()
			.publish(topic, (loop, sessions) -> assertThat(published.put(loop, sessions)).isNull());
		return published;
	}

	private static LoopContext loop(WkConnection connection) {
		return ((Session) connection).channel().loop();
	}

	private Topics topics() {
		return this.fixture.sessions().topics();
	}

	private WkConnection login(String uid) {
		return this.fixture.login(uid).connection();
	}

	private WkConnection connection(byte[] connect) {
		return this.fixture.login(connect).connection();
	}

	private void assertCounts(int topics, int subscriptions) {
		assertThat(topics().topicCount()).isEqualTo(topics);
		assertThat(topics().subscriptionCount()).isEqualTo(subscriptions);
	}

}
