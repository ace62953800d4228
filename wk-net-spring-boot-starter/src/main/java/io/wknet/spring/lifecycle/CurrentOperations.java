package io.wknet.spring.lifecycle;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.server.BoundWkServer;
import io.wknet.topic.Topic;

/**
 * Sends through the server that runs, and to nobody while none does, so that any bean can
 * have the operations injected.
 *
 * @since 0.1.0
 */
public final class CurrentOperations implements WkOperations {

	private final BoundServerReference reference;

	/**
	 * Create the operations.
	 * @param reference the server that runs
	 */
	public CurrentOperations(BoundServerReference reference) {
		this.reference = reference;
	}

	private Delivery send(Function<WkOperations, Delivery> sending) {
		return ask(sending, Delivery.toNobody());
	}

	private <T> T ask(Function<WkOperations, T> question, T answerWithoutServer) {
		BoundWkServer server = this.reference.get();
		return (server != null) ? question.apply(server.operations()) : answerWithoutServer;
	}

	@Override
	public Delivery sendToConnection(long connectionId, ServerFrame frame) {
		return send((current) -> current.sendToConnection(connectionId, frame));
	}

	@Override
	public Delivery sendToUser(String uid, ServerFrame frame) {
		return send((current) -> current.sendToUser(uid, frame));
	}

	@Override
	public Delivery sendToUser(String uid, DeviceFlag deviceFlag, ServerFrame frame) {
		return send((current) -> current.sendToUser(uid, deviceFlag, frame));
	}

	@Override
	public Delivery sendToUsers(Collection<String> uids, ServerFrame frame) {
		return send((current) -> current.sendToUsers(uids, frame));
	}

	@Override
	public Delivery sendToTopic(Topic topic, ServerFrame frame) {
		return send((current) -> current.sendToTopic(topic, frame));
	}

	@Override
	public Delivery sendToTopic(Topic topic, ServerFrame frame, Predicate<? super WkConnection> filter) {
		return send((current) -> current.sendToTopic(topic, frame, filter));
	}

	@Override
	public Delivery sendToAll(ServerFrame frame) {
		return send((current) -> current.sendToAll(frame));
	}

	@Override
	public boolean kick(long connectionId) {
		return ask((current) -> current.kick(connectionId), false);
	}

	@Override
	public CompletionStage<Integer> kickUser(String uid) {
		return ask((current) -> current.kickUser(uid), CompletableFuture.completedStage(0));
	}

	@Override
	public CompletionStage<Integer> kickUser(String uid, DeviceFlag deviceFlag) {
		return ask((current) -> current.kickUser(uid, deviceFlag), CompletableFuture.completedStage(0));
	}

	@Override
	public boolean close(long connectionId) {
		return ask((current) -> current.close(connectionId), false);
	}

	@Override
	public CompletionStage<Integer> closeUser(String uid, ReasonCode reasonCode, String reason) {
		return ask((current) -> current.closeUser(uid, reasonCode, reason), CompletableFuture.completedStage(0));
	}

	@Override
	public CompletionStage<Boolean> isOnline(String uid) {
		return ask((current) -> current.isOnline(uid), CompletableFuture.completedStage(false));
	}

	@Override
	public Collection<String> onlineUsers() {
		return ask(WkOperations::onlineUsers, List.of());
	}

	@Override
	public int userCount() {
		return ask(WkOperations::userCount, 0);
	}

	@Override
	public int connectionCount() {
		return ask(WkOperations::connectionCount, 0);
	}

}
