package io.wknet.spring.lifecycle;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.server.BoundWkServer;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every method of what stands for the server that runs, with and without one.
 */
class CurrentServerTests {

	private static final Map<Class<?>, Object> VALUES = Map.of(long.class, 7L, String.class, "alice", DeviceFlag.class,
			DeviceFlag.WEB, ServerFrame.class, PongFrame.INSTANCE, Topic.class, Topic.of("lobby"), ReasonCode.class,
			ReasonCode.AUTH_FAIL, Collection.class, java.util.List.of("alice"), WkConnection.class,
			Mockito.mock(WkConnection.class), Predicate.class, (Predicate<Object>) (connection) -> true);

	private final BoundServerReference reference = new BoundServerReference();

	private final CurrentOperations operations = new CurrentOperations(this.reference);

	private final CurrentTopics topics = new CurrentTopics(this.reference);

	static Stream<Method> operations() {
		return Arrays.stream(WkOperations.class.getMethods());
	}

	static Stream<Method> topics() {
		return Arrays.stream(Topics.class.getMethods());
	}

	@ParameterizedTest
	@MethodSource("operations")
	void sendsToNobodyWhileNoServerRuns(Method method) throws Exception {
		assertNothing(method.invoke(this.operations, values(method)));
	}

	@ParameterizedTest
	@MethodSource("topics")
	void hasNoTopicsWhileNoServerRuns(Method method) throws Exception {
		assertNothing(method.invoke(this.topics, values(method)));
	}

	private static void assertNothing(Object answer) {
		if (answer instanceof Delivery delivery) {
			DeliveryResult nobody = new DeliveryResult(0, 0, 0, 0, 0);
			assertThat(delivery.result()).isEqualTo(nobody);
			assertThat(delivery.await(Duration.ZERO)).isEqualTo(nobody);
			assertThat(delivery.completion()).isCompletedWithValue(nobody);
		}
		else if (answer instanceof Collection<?> collection) {
			assertThat(collection).isEmpty();
		}
		else if (answer instanceof CompletionStage<?> stage) {
			assertThat(stage.toCompletableFuture()).isCompletedWithValueMatching(List.of(false, 0)::contains);
		}
		else {
			assertThat(answer).isIn(false, 0, 0L, SubscribeResult.NOT_ACTIVE);
		}
	}

	@ParameterizedTest
	@MethodSource("operations")
	void asksTheOperationsOfTheServerThatRuns(Method method) throws Exception {
		WkOperations current = Mockito.mock(WkOperations.class, Mockito.RETURNS_MOCKS);
		BoundWkServer server = Mockito.mock(BoundWkServer.class);
		BDDMockito.given(server.operations()).willReturn(current);
		this.reference.set(server);
		method.invoke(this.operations, values(method));
		method.invoke(Mockito.verify(current), values(method));
		Mockito.verifyNoMoreInteractions(current);
	}

	@ParameterizedTest
	@MethodSource("topics")
	void asksTheTopicsOfTheServerThatRuns(Method method) throws Exception {
		Topics current = Mockito.mock(Topics.class, Mockito.RETURNS_MOCKS);
		BoundWkServer server = Mockito.mock(BoundWkServer.class);
		BDDMockito.given(server.topics()).willReturn(current);
		this.reference.set(server);
		method.invoke(this.topics, values(method));
		method.invoke(Mockito.verify(current), values(method));
		Mockito.verifyNoMoreInteractions(current);
	}

	private static Object[] values(Method method) {
		return Arrays.stream(method.getParameterTypes()).map(VALUES::get).toArray();
	}

}
