package io.wknet.spring.autoconfigure;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.DeliveryRejectedException;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.lifecycle.CurrentOperations;
import io.wknet.spring.lifecycle.CurrentTopics;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.template.ReactiveWkNetTemplate;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SendingConfigurationTests {

	private final ApplicationContextRunner runner = ServerRunner.create();

	private final WkOperations operations = Mockito.mock(WkOperations.class);

	@Test
	void hasEverythingToSendWith() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(WkNetTemplate.class)
			.hasSingleBean(ReactiveWkNetTemplate.class)
			.hasSingleBean(CurrentOperations.class)
			.hasSingleBean(CurrentTopics.class));
	}

	@Test
	void hasNothingOfItIfTheServerIsSwitchedOff() {
		this.runner.withPropertyValues("wk.net.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WkNetTemplate.class)
				.doesNotHaveBean(ReactiveWkNetTemplate.class)
				.doesNotHaveBean(WkOperations.class)
				.doesNotHaveBean(Topics.class));
	}

	@Test
	void sendsToNobodyIfNoListenerIsEnabled() {
		this.runner.withPropertyValues("wk.net.tcp.enabled=false")
			.run((context) -> assertThat(
					context.getBean(WkNetTemplate.class).sendToAll(16, "hello").result().receivers())
				.isZero());
	}

	@Test
	void backsOffToTheUsersTemplates() {
		WkNetTemplate template = new WkNetTemplate(this.operations, null);
		ReactiveWkNetTemplate reactive = new ReactiveWkNetTemplate(this.operations, null);
		this.runner.withBean(WkNetTemplate.class, () -> template)
			.withBean(ReactiveWkNetTemplate.class, () -> reactive)
			.run((context) -> {
				assertThat(context.getBean(WkNetTemplate.class)).isSameAs(template);
				assertThat(context.getBean(ReactiveWkNetTemplate.class)).isSameAs(reactive);
			});
	}

	@Test
	void backsOffToTheUsersTopics() {
		Topics topics = Mockito.mock(Topics.class);
		this.runner.withBean(Topics.class, () -> topics)
			.run((context) -> assertThat(context.getBean(Topics.class)).isSameAs(topics));
	}

	@Test
	void sendsThroughTheUsersOperations() {
		this.runner.withBean(WkOperations.class, () -> this.operations).run((context) -> {
			assertThat(context).doesNotHaveBean(CurrentOperations.class);
			context.getBean(WkNetTemplate.class).kick(7);
			Mockito.verify(this.operations).kick(7);
			context.getBean(ReactiveWkNetTemplate.class)
				.sendToAll(16, "hello")
				.onErrorComplete(NullPointerException.class)
				.subscribe();
			Mockito.verify(this.operations).sendToAll(ApplicationFrame.of(16, Payload.utf8("hello")));
		});
	}

	@Test
	void writesObjectsWithTheUsersConverter() {
		PayloadConverter converter = Mockito.mock(PayloadConverter.class);
		BDDMockito.given(converter.write(1)).willReturn(new byte[] { 'o', 'n', 'e' });
		this.runner.withBean(WkOperations.class, () -> this.operations)
			.withBean(PayloadConverter.class, () -> converter)
			.run((context) -> {
				context.getBean(WkNetTemplate.class).sendToUser("alice", 16, 1);
				Mockito.verify(this.operations).sendToUser("alice", ApplicationFrame.of(16, Payload.utf8("one")));
			});
	}

	@Test
	void sendsTextAndBytesWithoutJackson() {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withBean(WkOperations.class, () -> this.operations)
			.run((context) -> {
				context.getBean(WkNetTemplate.class).sendToUser("alice", 16, "hello");
				Mockito.verify(this.operations).sendToUser("alice", ApplicationFrame.of(16, Payload.utf8("hello")));
			});
	}

	@Test
	void limitsTheTopicsOfAConnection() {
		this.runner.withPropertyValues("wk.net.topics.max-per-connection=1").run((context) -> {
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.ping();
				WkConnection alice = connection(context, "alice");
				Topics topics = context.getBean(Topics.class);
				assertThat(topics.subscribe(alice, Topic.of("first"))).isEqualTo(SubscribeResult.SUBSCRIBED);
				assertThat(topics.subscribe(alice, Topic.of("second"))).isEqualTo(SubscribeResult.CONNECTION_LIMIT);
			}
		});
	}

	@Test
	void limitsTheSubscribersOfATopic() {
		this.runner.withPropertyValues("wk.net.topics.max-subscribers=1").run((context) -> {
			try (TestClient one = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN);
					TestClient other = TestClient.login(ServerRunner.port(context), "bob", ServerRunner.TOKEN)) {
				one.ping();
				other.ping();
				Topics topics = context.getBean(Topics.class);
				assertThat(topics.subscribe(connection(context, "alice"), Topic.of("lobby")))
					.isEqualTo(SubscribeResult.SUBSCRIBED);
				assertThat(topics.subscribe(connection(context, "bob"), Topic.of("lobby")))
					.isEqualTo(SubscribeResult.TOPIC_LIMIT);
			}
		});
	}

	@Test
	void limitsWhatWaitsForManyReceivers() {
		this.runner.withPropertyValues("wk.net.fan-out.max-pending=1000B").run((context) -> {
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.ping();
				WkNetTemplate template = context.getBean(WkNetTemplate.class);
				assertThatExceptionOfType(DeliveryRejectedException.class)
					.isThrownBy(() -> template.sendToAll(16, new byte[1000]));
				template.sendToAll(16, "small");
				assertThat(client.receiveText()).isEqualTo("small");
				template.sendToUser("alice", 16, "x".repeat(1000));
				assertThat(client.receiveText()).hasSize(1000);
			}
		});
	}

	private static WkConnection connection(ApplicationContext context, String uid) {
		return context.getBean(ConnectionRegistry.class).findByUid(uid).get(0);
	}

}
