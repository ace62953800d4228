package io.wknet.spring.test;

import java.util.concurrent.CompletionStage;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Answers the {@link Barrier} in front of the application's listener, which does not see
 * it.
 */
final class BarrierListener implements AsyncWkListener {

	private final Barrier barrier;

	private final AsyncWkListener listener;

	BarrierListener(Barrier barrier, AsyncWkListener listener) {
		this.barrier = barrier;
		this.listener = listener;
	}

	@Override
	public @Nullable Dispatch dispatch(ListenerEvent event, @Nullable ClientFrame frame) {
		return (frame != null && this.barrier.is(frame)) ? Dispatch.EVENT_LOOP : this.listener.dispatch(event, frame);
	}

	@Override
	public CompletionStage<?> onConnect(WkConnection connection) throws Exception {
		return this.listener.onConnect(connection);
	}

	@Override
	public CompletionStage<?> onAuthenticated(WkConnection connection) throws Exception {
		return this.listener.onAuthenticated(connection);
	}

	@Override
	public CompletionStage<?> onFrame(WkConnection connection, ClientFrame frame) throws Exception {
		if (this.barrier.is(frame)) {
			connection.write(this.barrier.frame());
			connection.flush();
			return DONE;
		}
		return this.listener.onFrame(connection, frame);
	}

	@Override
	public CompletionStage<?> onSubscribe(WkConnection connection, Topic topic) throws Exception {
		return this.listener.onSubscribe(connection, topic);
	}

	@Override
	public CompletionStage<?> onUnsubscribe(WkConnection connection, Topic topic) throws Exception {
		return this.listener.onUnsubscribe(connection, topic);
	}

	@Override
	public CompletionStage<?> onClose(WkConnection connection, CloseReason reason) throws Exception {
		return this.listener.onClose(connection, reason);
	}

}
