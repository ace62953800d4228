package io.wknet.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnSubscribe;
import io.wknet.spring.annotation.WkOnUnsubscribe;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What methods hear of subscriptions while clients come and go.
 */
class SubscriptionLifeTests {

	private final ApplicationContextRunner runner = ServerRunner.create();

	@Test
	void hearsOfEverySubscriptionAndOfItsEndBeforeTheClose() {
		this.runner.withBean(Life.class).run((context) -> {
			Life life = context.getBean(Life.class);
			TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN);
			assertThat(life.next(2)).containsExactly("alice + lobby", "alice + news");
			context.getBean(Topics.class).unsubscribe("alice", Topic.of("news"));
			context.getBean(Topics.class).subscribe("alice", Topic.of("games"));
			assertThat(life.next(2)).containsExactly("alice - news", "alice + games");
			client.close();
			assertThat(life.next(2)).containsExactlyInAnyOrder("alice - lobby", "alice - games");
			assertThat(life.next(1)).containsExactly("alice closed CLIENT");
			assertThat(life.events).isEmpty();
		});
	}

	@Test
	void hearsOfTheEndOfSubscriptionsWhenTheServerStops() {
		Life life = new Life(null);
		this.runner.withBean(TopicAuthorizer.class, TopicAuthorizer::everybody)
			.withBean(Life.class, () -> life)
			.run((context) -> {
				TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN);
				SubFrame sub = SubFrame.of("1", "lobby", 2, SubFrame.SUBSCRIBE);
				client.send(sub);
				assertThat(client.receive()).isEqualTo(SubackFrame.of(sub, ReasonCode.SUCCESS));
			});
		assertThat(life.events).containsExactly("alice + lobby", "alice - lobby", "alice closed SHUTDOWN");
	}

	@Test
	void answersAClientThatSubscribes() {
		this.runner.withBean(TopicAuthorizer.class, TopicAuthorizer::everybody)
			.withBean(Welcome.class)
			.run((context) -> {
				try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
					SubFrame sub = SubFrame.of("1", "lobby", 2, SubFrame.SUBSCRIBE);
					SubFrame unsub = SubFrame.of("2", "lobby", 2, SubFrame.UNSUBSCRIBE);
					client.send(sub);
					assertThat(client.receive()).isEqualTo(SubackFrame.of(sub, ReasonCode.SUCCESS));
					assertThat(client.receiveText()).isEqualTo("welcome to lobby");
					client.send(unsub);
					assertThat(client.receive()).isEqualTo(SubackFrame.of(unsub, ReasonCode.SUCCESS));
					assertThat(client.receiveText()).isEqualTo("bye lobby");
				}
			});
	}

	@Test
	void closesTheConnectionForAnExceptionThatNobodyHandles() {
		this.runner.withBean(Failing.class).run((context) -> {
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.ping();
				context.getBean(Topics.class).subscribe("alice", Topic.of("lobby"));
				assertThat(client.receiveDisconnect()).isEqualTo(CloseReason.LISTENER_ERROR.name());
			}
		});
	}

	static class Life {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final Topics topics;

		Life(Topics topics) {
			this.topics = topics;
		}

		List<String> next(int count) throws InterruptedException {
			List<String> result = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				result.add(this.events.poll(10, TimeUnit.SECONDS));
			}
			return result;
		}

		@WkOnAuthenticated
		void authenticated(WkConnection connection) {
			if (this.topics != null) {
				this.topics.subscribe(connection, Topic.of("lobby"));
				this.topics.subscribe(connection, Topic.of("news"));
			}
		}

		@WkOnSubscribe
		void subscribed(Identity identity, Topic topic) {
			this.events.add(identity.uid() + " + " + topic.channelId());
		}

		@WkOnUnsubscribe
		void unsubscribed(Identity identity, Topic topic) {
			this.events.add(identity.uid() + " - " + topic.channelId());
		}

		@WkOnClose
		void closed(WkConnection connection, CloseReason reason) {
			this.events.add(connection.uid() + " closed " + reason);
		}

	}

	static class Welcome {

		@WkOnSubscribe
		ServerFrame subscribed(Topic topic) {
			return ApplicationFrame.of(16, Payload.utf8("welcome to " + topic.channelId()));
		}

		@WkOnUnsubscribe
		ServerFrame unsubscribed(Topic topic) {
			return ApplicationFrame.of(16, Payload.utf8("bye " + topic.channelId()));
		}

	}

	static class Failing {

		@WkOnSubscribe
		void subscribed() {
			throw new IllegalStateException("expected");
		}

	}

}
