package io.wknet.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.WkListener;
import io.wknet.topic.Topic;

/**
 * Remembers what it hears, as text: {@code connect}, {@code authenticated},
 * {@code frame ...}, {@code subscribe CHANNEL}, {@code unsubscribe CHANNEL},
 * {@code close REASON}. A test may override what happens then.
 */
public class RecordingListener implements WkListener {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final List<ClientFrame> frames = new CopyOnWriteArrayList<>();

	@Override
	public final void onConnect(WkConnection connection) throws Exception {
		this.events.add("connect");
		connected(connection);
	}

	@Override
	public final void onAuthenticated(WkConnection connection) throws Exception {
		this.events.add("authenticated");
		authenticated(connection);
	}

	@Override
	public final void onFrame(WkConnection connection, ClientFrame frame) throws Exception {
		this.frames.add(frame);
		this.events.add("frame " + frame.type());
		received(connection, frame);
	}

	@Override
	public final void onSubscribe(WkConnection connection, Topic topic) throws Exception {
		this.events.add("subscribe " + topic.channelId());
		subscribed(connection, topic);
	}

	@Override
	public final void onUnsubscribe(WkConnection connection, Topic topic) throws Exception {
		this.events.add("unsubscribe " + topic.channelId());
		unsubscribed(connection, topic);
	}

	@Override
	public final void onClose(WkConnection connection, CloseReason reason) throws Exception {
		this.events.add("close " + reason);
		closed(connection, reason);
	}

	public final List<String> events() {
		return this.events;
	}

	public final List<ClientFrame> frames() {
		return this.frames;
	}

	protected void connected(WkConnection connection) throws Exception {
	}

	protected void authenticated(WkConnection connection) throws Exception {
	}

	protected void received(WkConnection connection, ClientFrame frame) throws Exception {
	}

	protected void subscribed(WkConnection connection, Topic topic) throws Exception {
	}

	protected void unsubscribed(WkConnection connection, Topic topic) throws Exception {
	}

	protected void closed(WkConnection connection, CloseReason reason) throws Exception {
	}

}
