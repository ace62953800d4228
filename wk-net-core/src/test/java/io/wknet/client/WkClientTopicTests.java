package io.wknet.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.Authenticator;
import io.wknet.canary.Canary;
import io.wknet.codec.WireFormat;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import io.wknet.topic.Topic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A client that subscribes to topics of a real server.
 */
class WkClientTopicTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final Topic LOBBY = Topic.of("lobby");

	private final BoundWkServer server = WkServer.create()
		.port(0)
		.authenticator(Authenticator.sharedToken(Canary.TOKEN))
		.topicAuthorizer((connection, topic, param) -> topic.channelId().equals("lobby") || param.equals("please"))
		.bind();

	private final WkClient client = WkClient.create()
		.host("localhost")
		.port(this.server.port())
		.uid("alice")
		.token(Canary.TOKEN);

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void subscribesAndUnsubscribes(WireFormat format) throws Exception {
		try (WkClientConnection connection = this.client.format(format).connectNow()) {
			SubackFrame ack = get(connection.subscribe("lobby", 2, SOON));
			assertThat(ack).isEqualTo(new SubackFrame(0, "1", "lobby", 2, SubFrame.SUBSCRIBE, ReasonCode.SUCCESS));
			assertThat(this.server.topics().subscriberCount(LOBBY)).isOne();
			assertThat(get(connection.unsubscribe("lobby", 2, SOON)))
				.isEqualTo(new SubackFrame(0, "2", "lobby", 2, SubFrame.UNSUBSCRIBE, ReasonCode.SUCCESS));
			assertThat(this.server.topics().topicCount()).isZero();
		}
	}

	@Test
	void passesParametersToTheServersApplication() throws Exception {
		try (WkClientConnection connection = this.client.connectNow()) {
			assertThat(get(connection.subscribe("news", 2, SOON)).reasonCode()).isEqualTo(ReasonCode.NOT_IN_WHITELIST);
			assertThat(get(connection.subscribe("news", 2, "please", SOON)).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	@Test
	void anAnswerThatItsSenderDoesNotWaitForIsReceived() throws Exception {
		try (WkClientConnection connection = this.client.connectNow()) {
			SubFrame sub = SubFrame.of("mine", "lobby", 2, SubFrame.SUBSCRIBE);
			connection.send(sub);
			assertThat(connection.receive(SOON)).isEqualTo(SubackFrame.of(sub, ReasonCode.SUCCESS));
		}
	}

	@Test
	void failsWithoutAConnection() throws Exception {
		WkClientConnection connection = this.client.connectNow();
		connection.close();
		get(connection.closed());
		assertThat(connection.subscribe("lobby", 2, SOON)).failsWithin(SOON)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(WkClientClosedException.class);
	}

	@Test
	void wantsATimeoutAndAChannelTypeInRange() {
		try (WkClientConnection connection = this.client.connectNow()) {
			assertThatIllegalArgumentException().isThrownBy(() -> connection.subscribe("lobby", 2, Duration.ZERO));
			assertThatIllegalArgumentException().isThrownBy(() -> connection.unsubscribe("lobby", 256, SOON))
				.withMessageContaining("channelType");
		}
	}

	@Test
	void subscribesAgainWhenItComesBack() throws Exception {
		BlockingQueue<SubackFrame> acks = new LinkedBlockingQueue<>();
		try (WkClientConnection connection = this.client.reconnect(Duration.ofMillis(1), Duration.ofMillis(50))
			.onConnected((connected) -> connected.subscribe("lobby", 2, SOON).thenAccept(acks::add))
			.connectNow()) {
			assertThat(acks.poll(10, TimeUnit.SECONDS)).isNotNull();
			List<WkConnection> first = this.server.topics().subscribers(LOBBY);
			assertThat(first).hasSize(1);
			first.get(0).close();
			assertThat(acks.poll(10, TimeUnit.SECONDS)).isNotNull();
			Awaitility.await().until(() -> this.server.topics().subscriberCount(LOBBY) == 1);
			assertThat(this.server.topics().subscribers(LOBBY)).doesNotContainAnyElementsOf(first);
			assertThat(connection.isConnected()).isTrue();
		}
	}

	private static <T> T get(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
	}

}
