package io.wknet.spring.autoconfigure;

import io.wknet.delivery.WkOperations;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.lifecycle.CurrentOperations;
import io.wknet.spring.lifecycle.CurrentTopics;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.template.ReactiveWkNetTemplate;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

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

}
