package io.wknet.spring.template;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Payload;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.spring.listener.JacksonPayloadConverter;
import io.wknet.topic.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WkNetTemplateTests {

	private static final ServerFrame FRAME = PongFrame.INSTANCE;

	private static final ServerFrame TEXT = ApplicationFrame.of(16, Payload.utf8("hello"));

	private static final Topic LOBBY = Topic.of("lobby");

	private static final Predicate<WkConnection> FILTER = WkConnection::isOpen;

	private final WkOperations operations = Mockito.mock(WkOperations.class);

	private final WkNetTemplate template = new WkNetTemplate(this.operations,
			new JacksonPayloadConverter(new JsonMapper()));

	static Stream<Arguments> sends() {
		return Stream.of(
				send("connection", (template) -> template.sendToConnection(7, FRAME),
						(operations) -> operations.sendToConnection(7, FRAME)),
				send("connection, payload", (template) -> template.sendToConnection(7, 16, "hello"),
						(operations) -> operations.sendToConnection(7, TEXT)),
				send("user", (template) -> template.sendToUser("alice", FRAME),
						(operations) -> operations.sendToUser("alice", FRAME)),
				send("user, payload", (template) -> template.sendToUser("alice", 16, "hello"),
						(operations) -> operations.sendToUser("alice", TEXT)),
				send("device", (template) -> template.sendToUser("alice", DeviceFlag.WEB, FRAME),
						(operations) -> operations.sendToUser("alice", DeviceFlag.WEB, FRAME)),
				send("device, payload", (template) -> template.sendToUser("alice", DeviceFlag.WEB, 16, "hello"),
						(operations) -> operations.sendToUser("alice", DeviceFlag.WEB, TEXT)),
				send("users", (template) -> template.sendToUsers(List.of("alice", "bob"), FRAME),
						(operations) -> operations.sendToUsers(List.of("alice", "bob"), FRAME)),
				send("users, payload", (template) -> template.sendToUsers(List.of("alice", "bob"), 16, "hello"),
						(operations) -> operations.sendToUsers(List.of("alice", "bob"), TEXT)),
				send("topic", (template) -> template.sendToTopic(LOBBY, FRAME),
						(operations) -> operations.sendToTopic(LOBBY, FRAME)),
				send("topic, payload", (template) -> template.sendToTopic(LOBBY, 16, "hello"),
						(operations) -> operations.sendToTopic(LOBBY, TEXT)),
				send("group", (template) -> template.sendToTopic("lobby", FRAME),
						(operations) -> operations.sendToTopic(LOBBY, FRAME)),
				send("group, payload", (template) -> template.sendToTopic("lobby", 16, "hello"),
						(operations) -> operations.sendToTopic(LOBBY, TEXT)),
				send("topic, filter", (template) -> template.sendToTopic(LOBBY, FRAME, FILTER),
						(operations) -> operations.sendToTopic(LOBBY, FRAME, FILTER)),
				send("topic, payload, filter", (template) -> template.sendToTopic(LOBBY, 16, "hello", FILTER),
						(operations) -> operations.sendToTopic(LOBBY, TEXT, FILTER)),
				send("group, filter", (template) -> template.sendToTopic("lobby", FRAME, FILTER),
						(operations) -> operations.sendToTopic(LOBBY, FRAME, FILTER)),
				send("group, payload, filter", (template) -> template.sendToTopic("lobby", 16, "hello", FILTER),
						(operations) -> operations.sendToTopic(LOBBY, TEXT, FILTER)),
				send("all", (template) -> template.sendToAll(FRAME), (operations) -> operations.sendToAll(FRAME)),
				send("all, payload", (template) -> template.sendToAll(16, "hello"),
						(operations) -> operations.sendToAll(TEXT)));
	}

	private static Arguments send(String name, Send call, Consumer<WkOperations> expected) {
		return Arguments.of(name, call, expected);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("sends")
	void sendsAndGivesTheDelivery(String name, Send call, Consumer<WkOperations> expected) {
		Delivery delivery = Mockito.mock(Delivery.class);
		WkOperations answering = Mockito.mock(WkOperations.class, (invocation) -> delivery);
		assertThat(call.on(new WkNetTemplate(answering, null))).isSameAs(delivery);
		expected.accept(Mockito.verify(answering));
		Mockito.verifyNoMoreInteractions(answering);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("sends")
	void sendsTheSameWhenSubscribedTo(String name, Send call, Consumer<WkOperations> expected) {
		Mono<?> result = (Mono<?>) call.on(new ReactiveWkNetTemplate(this.operations, null));
		Mockito.verifyNoInteractions(this.operations);
		result.onErrorComplete(NullPointerException.class).subscribe();
		expected.accept(Mockito.verify(this.operations));
		Mockito.verifyNoMoreInteractions(this.operations);
	}

	static Stream<Arguments> payloads() {
		return Stream.of(Arguments.of("bytes".getBytes(StandardCharsets.UTF_8), "bytes"), Arguments.of("text", "text"),
				Arguments.of(CharBuffer.wrap("characters"), "characters"),
				Arguments.of(ByteBuffer.wrap("buffer".getBytes(StandardCharsets.UTF_8)), "buffer"),
				Arguments.of(Payload.utf8("payload"), "payload"),
				Arguments.of(new Reminder("stand-up", 5), "{\"text\":\"stand-up\",\"minutes\":5}"),
				Arguments.of(List.of(1, 2), "[1,2]"));
	}

	@ParameterizedTest
	@MethodSource("payloads")
	void turnsObjectsIntoPayloadsAsRepliesAre(Object payload, String expected) {
		this.template.sendToUser("alice", 200, payload);
		Mockito.verify(this.operations).sendToUser("alice", ApplicationFrame.of(200, Payload.utf8(expected)));
	}

	@Test
	void copiesBytesThatMayChange() {
		byte[] bytes = { 'o', 'l', 'd' };
		this.template.sendToAll(16, bytes);
		bytes[0] = 'c';
		Mockito.verify(this.operations).sendToAll(ApplicationFrame.of(16, Payload.utf8("old")));
	}

	@Test
	void refusesAFrameAsPayload() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendToAll(16, FRAME))
			.withMessage("A PongFrame is a frame and no payload; send it without another type code");
		Mockito.verifyNoInteractions(this.operations);
	}

	@Test
	void refusesATypeOfTheProtocol() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendToAll(15, "hello"))
			.withMessageContaining("16..255, found 15");
	}

	@Test
	void refusesANameThatNoTopicHas() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendToTopic("", FRAME))
			.withMessageContaining("1..255 characters, found 0");
	}

	@Test
	void needsAConverterForObjects() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new WkNetTemplate(this.operations, null).sendToAll(16, new Reminder("stand-up", 5)))
			.withMessageContaining("there is nothing that writes JSON; add Jackson");
	}

	@Test
	void closesConnections() {
		BDDMockito.given(this.operations.kick(7)).willReturn(true);
		BDDMockito.given(this.operations.close(8)).willReturn(true);
		BDDMockito.given(this.operations.kickUser("alice")).willReturn(CompletableFuture.completedStage(2));
		BDDMockito.given(this.operations.kickUser("alice", DeviceFlag.WEB))
			.willReturn(CompletableFuture.completedStage(1));
		BDDMockito.given(this.operations.closeUser("alice", ReasonCode.AUTH_FAIL, "expired"))
			.willReturn(CompletableFuture.completedStage(3));
		assertThat(this.template.kick(7)).isTrue();
		assertThat(this.template.close(8)).isTrue();
		assertThat(this.template.kickUser("alice")).isCompletedWithValue(2);
		assertThat(this.template.kickUser("alice", DeviceFlag.WEB)).isCompletedWithValue(1);
		assertThat(this.template.closeUser("alice", ReasonCode.AUTH_FAIL, "expired")).isCompletedWithValue(3);
	}

	@Test
	void tellsWhoIsOnline() {
		BDDMockito.given(this.operations.isOnline("alice")).willReturn(CompletableFuture.completedStage(true));
		BDDMockito.given(this.operations.onlineUsers()).willReturn(List.of("alice"));
		BDDMockito.given(this.operations.userCount()).willReturn(1);
		BDDMockito.given(this.operations.connectionCount()).willReturn(2);
		assertThat(this.template.isOnline("alice")).isCompletedWithValue(true);
		assertThat(this.template.onlineUsers()).containsExactly("alice");
		assertThat(this.template.userCount()).isOne();
		assertThat(this.template.connectionCount()).isEqualTo(2);
	}

	/**
	 * A send by either kind of template.
	 */
	@FunctionalInterface
	interface Send {

		Object on(SendingTemplate<?> template);

	}

	record Reminder(String text, int minutes) {

	}

}
