package io.wknet.delivery;

import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.topic.Topic;

/**
 * Says who shall get what. All methods may be called from any thread and none blocks; use
 * {@link Delivery#await} to wait for what became of it.
 *
 * <h2>Order</h2> What one thread sends to one connection or user arrives in that order,
 * {@link WkConnection#send} included. What one thread sends to several users, topics or
 * all arrives in that order too; all subscribers of a topic get its frames in the same
 * order. Between the two there is no order.
 *
 * <h2>Cost</h2> A frame is encoded once for each header format and protocol version, and
 * shared by all its receivers that do not encrypt. A receiver that is slow holds up
 * nobody: what it does not take waits in its own outbound buffer, and past
 * {@code outbound.max-pending} it loses its connection.
 *
 * <h2>Cluster</h2> If the server is a node of a cluster, users, topics and all are meant
 * on all nodes: this server's connections are served at once, those of others as soon as
 * the presence store has said where they are. What can not reach other nodes fails within
 * {@code cluster.timeout}, see {@link RemoteDeliveryException}, and is not sent again.
 * Connection ids, {@link #onlineUsers()} and the counts are those of this server alone. A
 * server that is alone completes everything at once.
 *
 * @since 0.1.0
 */
public interface WkOperations {

	/**
	 * Send to one connection.
	 * @param connectionId the connection's id
	 * @param frame the frame
	 * @return what becomes of it; to nobody if there is no such connection
	 */
	Delivery sendToConnection(long connectionId, ServerFrame frame);

	/**
	 * Send to all connections of a user.
	 * @param uid the user
	 * @param frame the frame
	 * @return what becomes of it; to nobody if the user is offline
	 */
	Delivery sendToUser(String uid, ServerFrame frame);

	/**
	 * Send to a user's connections from one kind of device.
	 * @param uid the user
	 * @param deviceFlag the kind of device
	 * @param frame the frame
	 * @return what becomes of it; to nobody if there is no such connection
	 */
	Delivery sendToUser(String uid, DeviceFlag deviceFlag, ServerFrame frame);

	/**
	 * Send to all connections of several users.
	 * @param uids the users; one that is named twice gets the frame once
	 * @param frame the frame
	 * @return what becomes of it
	 * @throws DeliveryRejectedException if too much waits for the event loops
	 */
	Delivery sendToUsers(Collection<String> uids, ServerFrame frame);

	/**
	 * Send to all subscribers of a topic.
	 * @param topic the topic
	 * @param frame the frame
	 * @return what becomes of it; to nobody if the topic has no subscriber
	 * @throws DeliveryRejectedException if too much waits for the event loops
	 */
	Delivery sendToTopic(Topic topic, ServerFrame frame);

	/**
	 * Send to some subscribers of a topic: to all but the sender, for example.
	 * @param topic the topic
	 * @param frame the frame
	 * @param filter says who gets the frame. It is asked for each subscriber when its
	 * turn comes, on its event loop, so it must not block; a failure is logged and counts
	 * as a no. In a cluster it must be an {@link Except}, which other nodes understand
	 * @return what becomes of it; those that the filter leaves out are not counted
	 * @throws DeliveryRejectedException if too much waits for the event loops
	 * @throws IllegalArgumentException in a cluster, if the filter is of another kind
	 */
	Delivery sendToTopic(Topic topic, ServerFrame frame, Predicate<? super WkConnection> filter);

	/**
	 * Send to all authenticated connections.
	 * @param frame the frame
	 * @return what becomes of it
	 * @throws DeliveryRejectedException if too much waits for the event loops
	 */
	Delivery sendToAll(ServerFrame frame);

	/**
	 * Close a connection with {@link io.wknet.connection.CloseReason#KICKED}.
	 * @param connectionId the connection's id
	 * @return {@code true} if there was such a connection
	 */
	boolean kick(long connectionId);

	/**
	 * Close all connections of a user with
	 * {@link io.wknet.connection.CloseReason#KICKED}.
	 * @param uid the user
	 * @return completes with how many there were, on all nodes; fails with
	 * {@link RemoteDeliveryException} if other nodes could not be asked
	 */
	CompletionStage<Integer> kickUser(String uid);

	/**
	 * Close a user's connections from one kind of device with
	 * {@link io.wknet.connection.CloseReason#KICKED}.
	 * @param uid the user
	 * @param deviceFlag the kind of device
	 * @return completes with how many there were, on all nodes; fails with
	 * {@link RemoteDeliveryException} if other nodes could not be asked
	 */
	CompletionStage<Integer> kickUser(String uid, DeviceFlag deviceFlag);

	/**
	 * Close a connection, as {@link WkConnection#close()} does.
	 * @param connectionId the connection's id
	 * @return {@code true} if there was such a connection
	 */
	boolean close(long connectionId);

	/**
	 * Close all connections of a user and tell the clients to stay away, as
	 * {@link WkConnection#close(ReasonCode, String)} does.
	 * @param uid the user
	 * @param reasonCode what DISCONNECT says
	 * @param reason what DISCONNECT says in words
	 * @return completes with how many there were, on all nodes; fails with
	 * {@link RemoteDeliveryException} if other nodes could not be asked
	 */
	CompletionStage<Integer> closeUser(String uid, ReasonCode reasonCode, String reason);

	/**
	 * Whether a user has a connection, to any node.
	 * @param uid the user
	 * @return completes with {@code true} if so; fails with
	 * {@link RemoteDeliveryException} if the user has none to this server and others
	 * could not be asked
	 */
	CompletionStage<Boolean> isOnline(String uid);

	/**
	 * The users that have a connection to this server.
	 * @return a snapshot of their uids
	 */
	Collection<String> onlineUsers();

	/**
	 * How many users have a connection to this server.
	 * @return the number
	 */
	int userCount();

	/**
	 * How many connections this server has.
	 * @return the number, authenticated or not
	 */
	int connectionCount();

}
