package io.wknet.listener;

import java.util.concurrent.CompletionStage;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A plain listener, called in one kind of place.
 */
record DispatchedListener(WkListener listener, Dispatch dispatch) implements AsyncWkListener {

	@Override
	public Dispatch dispatch(ListenerEvent event, @Nullable ClientFrame frame) {
		return this.dispatch;
	}

	@Override
	public CompletionStage<?> onConnect(WkConnection connection) throws Exception {
		this.listener.onConnect(connection);
		return DONE;
	}

	@Override
	public CompletionStage<?> onAuthenticated(WkConnection connection) throws Exception {
		this.listener.onAuthenticated(connection);
		return DONE;
	}

	@Override
	public CompletionStage<?> onFrame(WkConnection connection, ClientFrame frame) throws Exception {
		this.listener.onFrame(connection, frame);
		return DONE;
	}

	@Override
	public CompletionStage<?> onSubscribe(WkConnection connection, Topic topic) throws Exception {
		this.listener.onSubscribe(connection, topic);
		return DONE;
	}

	@Override
	public CompletionStage<?> onUnsubscribe(WkConnection connection, Topic topic) throws Exception {
		this.listener.onUnsubscribe(connection, topic);
		return DONE;
	}

	@Override
	public CompletionStage<?> onClose(WkConnection connection, CloseReason reason) throws Exception {
		this.listener.onClose(connection, reason);
		return DONE;
	}

}
