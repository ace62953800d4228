package io.wknet.spring.template;

import java.util.Collection;
import java.util.function.Function;
import java.util.function.Predicate;

import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ServerFrame;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.listener.PayloadWriter;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Says who shall get what. For each kind of receiver there is a method that takes a frame
 * and one that takes a payload, which is sent as an application frame:
 * <ul>
 * <li>The type code is one of the application's own, 16..255. Clients that speak the
 * variable header can not take such frames; send them a
 * {@link io.wknet.frame.RecvFrame}.</li>
 * <li>The payload may be {@code byte[]}, text, {@code ByteBuffer},
 * {@link io.wknet.frame.Payload}, or any object, which is sent as JSON.</li>
 * </ul>
 * A topic without a channel type is that of a group, {@link Topic#of}.
 * <p>
 * All methods may be called from any thread and none blocks. While no server runs there
 * is nobody to send to. {@link WkOperations} tells about order and cost.
 *
 * @param <R> tells what became of it
 * @since 0.1.0
 */
public abstract sealed class SendingTemplate<R> permits WkNetTemplate, ReactiveWkNetTemplate {

	private final PayloadWriter payloads;

	SendingTemplate(@Nullable PayloadConverter converter) {
		this.payloads = new PayloadWriter(converter);
	}

	/**
	 * Send, now or later.
	 * @param sending to whom and what
	 */
	abstract R send(Function<WkOperations, Delivery> sending);

	private ServerFrame frame(int typeCode, Object payload) {
		return ApplicationFrame.of(typeCode, this.payloads.write(payload));
	}

	/**
	 * Send to one connection.
	 * @param connectionId the connection's id
	 * @param frame the frame
	 * @return what becomes of it; to nobody if there is no such connection
	 */
	public R sendToConnection(long connectionId, ServerFrame frame) {
		return send((operations) -> operations.sendToConnection(connectionId, frame));
	}

	/**
	 * Send to one connection.
	 * @param connectionId the connection's id
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @return what becomes of it; to nobody if there is no such connection
	 */
	public R sendToConnection(long connectionId, int typeCode, Object payload) {
		return send((operations) -> operations.sendToConnection(connectionId, frame(typeCode, payload)));
	}

	/**
	 * Send to all connections of a user.
	 * @param uid the user
	 * @param frame the frame
	 * @return what becomes of it; to nobody if the user is offline
	 */
	public R sendToUser(String uid, ServerFrame frame) {
		return send((operations) -> operations.sendToUser(uid, frame));
	}

	/**
	 * Send to all connections of a user.
	 * @param uid the user
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @return what becomes of it; to nobody if the user is offline
	 */
	public R sendToUser(String uid, int typeCode, Object payload) {
		return send((operations) -> operations.sendToUser(uid, frame(typeCode, payload)));
	}

	/**
	 * Send to a user's connections from one kind of device.
	 * @param uid the user
	 * @param deviceFlag the kind of device
	 * @param frame the frame
	 * @return what becomes of it; to nobody if there is no such connection
	 */
	public R sendToUser(String uid, DeviceFlag deviceFlag, ServerFrame frame) {
		return send((operations) -> operations.sendToUser(uid, deviceFlag, frame));
	}

	/**
	 * Send to a user's connections from one kind of device.
	 * @param uid the user
	 * @param deviceFlag the kind of device
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @return what becomes of it; to nobody if there is no such connection
	 */
	public R sendToUser(String uid, DeviceFlag deviceFlag, int typeCode, Object payload) {
		return send((operations) -> operations.sendToUser(uid, deviceFlag, frame(typeCode, payload)));
	}

	/**
	 * Send to all connections of several users.
	 * @param uids the users; one that is named twice gets the frame once
	 * @param frame the frame
	 * @return what becomes of it, see {@link WkOperations#sendToUsers}
	 */
	public R sendToUsers(Collection<String> uids, ServerFrame frame) {
		return send((operations) -> operations.sendToUsers(uids, frame));
	}

	/**
	 * Send to all connections of several users.
	 * @param uids the users; one that is named twice gets the frame once
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @return what becomes of it, see {@link WkOperations#sendToUsers}
	 */
	public R sendToUsers(Collection<String> uids, int typeCode, Object payload) {
		return send((operations) -> operations.sendToUsers(uids, frame(typeCode, payload)));
	}

	/**
	 * Send to all subscribers of a topic.
	 * @param topic the topic
	 * @param frame the frame
	 * @return what becomes of it, see {@link WkOperations#sendToTopic}
	 */
	public R sendToTopic(Topic topic, ServerFrame frame) {
		return send((operations) -> operations.sendToTopic(topic, frame));
	}

	/**
	 * Send to all subscribers of a group's topic.
	 * @param topic the group, 1..255 characters
	 * @param frame the frame
	 * @return what becomes of it, see {@link WkOperations#sendToTopic}
	 */
	public R sendToTopic(String topic, ServerFrame frame) {
		return sendToTopic(Topic.of(topic), frame);
	}

	/**
	 * Send to all subscribers of a topic.
	 * @param topic the topic
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @return what becomes of it, see {@link WkOperations#sendToTopic}
	 */
	public R sendToTopic(Topic topic, int typeCode, Object payload) {
		return send((operations) -> operations.sendToTopic(topic, frame(typeCode, payload)));
	}

	/**
	 * Send to all subscribers of a group's topic.
	 * @param topic the group, 1..255 characters
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @return what becomes of it, see {@link WkOperations#sendToTopic}
	 */
	public R sendToTopic(String topic, int typeCode, Object payload) {
		return sendToTopic(Topic.of(topic), typeCode, payload);
	}

	/**
	 * Send to some subscribers of a topic: to all but the sender, for example.
	 * @param topic the topic
	 * @param frame the frame
	 * @param filter says who gets the frame; it must not block, see
	 * {@link WkOperations#sendToTopic(Topic, ServerFrame, Predicate)}
	 * @return what becomes of it; those that the filter leaves out are not counted
	 */
	public R sendToTopic(Topic topic, ServerFrame frame, Predicate<? super WkConnection> filter) {
		return send((operations) -> operations.sendToTopic(topic, frame, filter));
	}

	/**
	 * Send to some subscribers of a group's topic.
	 * @param topic the group, 1..255 characters
	 * @param frame the frame
	 * @param filter says who gets the frame; it must not block, see
	 * {@link WkOperations#sendToTopic(Topic, ServerFrame, Predicate)}
	 * @return what becomes of it; those that the filter leaves out are not counted
	 */
	public R sendToTopic(String topic, ServerFrame frame, Predicate<? super WkConnection> filter) {
		return sendToTopic(Topic.of(topic), frame, filter);
	}

	/**
	 * Send to some subscribers of a topic.
	 * @param topic the topic
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @param filter says who gets the frame; it must not block, see
	 * {@link WkOperations#sendToTopic(Topic, ServerFrame, Predicate)}
	 * @return what becomes of it; those that the filter leaves out are not counted
	 */
	public R sendToTopic(Topic topic, int typeCode, Object payload, Predicate<? super WkConnection> filter) {
		return send((operations) -> operations.sendToTopic(topic, frame(typeCode, payload), filter));
	}

	/**
	 * Send to some subscribers of a group's topic.
	 * @param topic the group, 1..255 characters
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @param filter says who gets the frame; it must not block, see
	 * {@link WkOperations#sendToTopic(Topic, ServerFrame, Predicate)}
	 * @return what becomes of it; those that the filter leaves out are not counted
	 */
	public R sendToTopic(String topic, int typeCode, Object payload, Predicate<? super WkConnection> filter) {
		return sendToTopic(Topic.of(topic), typeCode, payload, filter);
	}

	/**
	 * Send to all authenticated connections.
	 * @param frame the frame
	 * @return what becomes of it, see {@link WkOperations#sendToAll}
	 */
	public R sendToAll(ServerFrame frame) {
		return send((operations) -> operations.sendToAll(frame));
	}

	/**
	 * Send to all authenticated connections.
	 * @param typeCode which of the application's types, 16..255
	 * @param payload the payload
	 * @return what becomes of it, see {@link WkOperations#sendToAll}
	 */
	public R sendToAll(int typeCode, Object payload) {
		return send((operations) -> operations.sendToAll(frame(typeCode, payload)));
	}

}
