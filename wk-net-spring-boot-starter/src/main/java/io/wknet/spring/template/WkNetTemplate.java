package io.wknet.spring.template;

import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.wknet.delivery.Delivery;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.listener.PayloadConverter;
import org.jspecify.annotations.Nullable;

/**
 * Sends to connections, users, topics or all, and closes connections, from any bean. What
 * is sent is on its way when the method returns; the {@link Delivery} tells whom it has
 * reached, for those who ask:
 *
 * <pre>{@code
 * template.sendToUser("alice", 16, new Reminder("stand-up in 5 minutes"));
 *
 * DeliveryResult result = template.sendToTopic("lobby", frame).await(Duration.ofSeconds(5));
 * }</pre>
 *
 * Methods for several users, topics and all throw a
 * {@link io.wknet.delivery.DeliveryRejectedException} if too much waits to be handed out.
 *
 * @since 0.1.0
 * @see ReactiveWkNetTemplate
 */
public final class WkNetTemplate extends SendingTemplate<Delivery> {

	private final WkOperations operations;

	/**
	 * Create the template.
	 * @param operations sends
	 * @param converter writes objects as payloads; {@code null} if there is none, which
	 * leaves text and bytes
	 */
	public WkNetTemplate(WkOperations operations, @Nullable PayloadConverter converter) {
		super(converter);
		this.operations = operations;
	}

	@Override
	Delivery send(Function<WkOperations, Delivery> sending) {
		return sending.apply(this.operations);
	}

	/**
	 * Close a connection with {@link io.wknet.connection.CloseReason#KICKED}: the client
	 * is told not to come back by itself.
	 * @param connectionId the connection's id
	 * @return {@code true} if there was such a connection
	 */
	public boolean kick(long connectionId) {
		return this.operations.kick(connectionId);
	}

	/**
	 * Close all connections of a user with
	 * {@link io.wknet.connection.CloseReason#KICKED}.
	 * @param uid the user
	 * @return completes with how many there were, on all nodes of a cluster; fails with
	 * {@link io.wknet.delivery.RemoteDeliveryException} if other nodes could not be asked
	 */
	public CompletionStage<Integer> kickUser(String uid) {
		return this.operations.kickUser(uid);
	}

	/**
	 * Close a user's connections from one kind of device with
	 * {@link io.wknet.connection.CloseReason#KICKED}.
	 * @param uid the user
	 * @param deviceFlag the kind of device
	 * @return completes with how many there were, on all nodes of a cluster; fails with
	 * {@link io.wknet.delivery.RemoteDeliveryException} if other nodes could not be asked
	 */
	public CompletionStage<Integer> kickUser(String uid, DeviceFlag deviceFlag) {
		return this.operations.kickUser(uid, deviceFlag);
	}

	/**
	 * Close a connection.
	 * @param connectionId the connection's id
	 * @return {@code true} if there was such a connection
	 */
	public boolean close(long connectionId) {
		return this.operations.close(connectionId);
	}

	/**
	 * Close all connections of a user and tell the clients why, and to stay away.
	 * @param uid the user
	 * @param reasonCode what DISCONNECT says
	 * @param reason what DISCONNECT says in words
	 * @return completes with how many there were, on all nodes of a cluster; fails with
	 * {@link io.wknet.delivery.RemoteDeliveryException} if other nodes could not be asked
	 */
	public CompletionStage<Integer> closeUser(String uid, ReasonCode reasonCode, String reason) {
		return this.operations.closeUser(uid, reasonCode, reason);
	}

	/**
	 * Whether a user has a connection, to any node of a cluster.
	 * @param uid the user
	 * @return completes with {@code true} if so; fails with
	 * {@link io.wknet.delivery.RemoteDeliveryException} if other nodes could not be asked
	 */
	public CompletionStage<Boolean> isOnline(String uid) {
		return this.operations.isOnline(uid);
	}

	/**
	 * The users that have a connection to this server.
	 * @return a snapshot of their uids
	 */
	public Collection<String> onlineUsers() {
		return this.operations.onlineUsers();
	}

	/**
	 * How many users have a connection to this server.
	 * @return the number
	 */
	public int userCount() {
		return this.operations.userCount();
	}

	/**
	 * How many connections this server has.
	 * @return the number, authenticated or not
	 */
	public int connectionCount() {
		return this.operations.connectionCount();
	}

}
