package io.wknet.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A listener whose calls may end later than they return. The next call for the same
 * connection waits until the returned stage has completed; a stage that fails counts like
 * an exception. It also decides for each call where it runs.
 *
 * @since 0.1.0
 */
public interface AsyncWkListener {

	/**
	 * What a call returns that has ended.
	 */
	CompletionStage<@Nullable Void> DONE = CompletableFuture.completedStage(null);

	/**
	 * Where a call runs. Called on the event loop before each call, so it must be quick.
	 * @param event what the call is about
	 * @param frame the frame, for {@link ListenerEvent#FRAME} only
	 * @return where, or {@code null} if nobody wants to hear of it; a frame is then
	 * counted as unhandled, and the call for a subscription or its end is left out
	 */
	@Nullable Dispatch dispatch(ListenerEvent event, @Nullable ClientFrame frame);

	/**
	 * A connection was accepted. Its peer is not authenticated yet.
	 * @param connection the connection
	 * @return completes when the call has ended; {@link #DONE} if it has
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR}
	 */
	default CompletionStage<?> onConnect(WkConnection connection) throws Exception {
		return DONE;
	}

	/**
	 * The peer was let in, and was told so.
	 * @param connection the connection
	 * @return completes when the call has ended; {@link #DONE} if it has
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR}
	 */
	default CompletionStage<?> onAuthenticated(WkConnection connection) throws Exception {
		return DONE;
	}

	/**
	 * A frame arrived; any but CONNECT, PING and DISCONNECT.
	 * @param connection the connection
	 * @param frame the frame
	 * @return completes when the call has ended; {@link #DONE} if it has
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR},
	 * unless the server is told to live with it
	 */
	default CompletionStage<?> onFrame(WkConnection connection, ClientFrame frame) throws Exception {
		return DONE;
	}

	/**
	 * The connection was subscribed to a topic, by its own wish or by the application.
	 * @param connection the connection
	 * @param topic the topic
	 * @return completes when the call has ended; {@link #DONE} if it has
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR},
	 * unless the server is told to live with it
	 */
	default CompletionStage<?> onSubscribe(WkConnection connection, Topic topic) throws Exception {
		return DONE;
	}

	/**
	 * A subscription has ended: by the connection's own wish, by the application, or with
	 * the connection. Called exactly once for each {@link #onSubscribe}, after it.
	 * @param connection the connection
	 * @param topic the topic
	 * @return completes when the call has ended; {@link #DONE} if it has
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR},
	 * unless the server is told to live with it
	 */
	default CompletionStage<?> onUnsubscribe(WkConnection connection, Topic topic) throws Exception {
		return DONE;
	}

	/**
	 * The connection is over. Called exactly once for each connection, as the last call.
	 * @param connection the connection
	 * @param reason why it ended
	 * @return completes when the call has ended; {@link #DONE} if it has
	 * @throws Exception is logged and counted
	 */
	default CompletionStage<?> onClose(WkConnection connection, CloseReason reason) throws Exception {
		return DONE;
	}

	/**
	 * Let a plain listener be called in one kind of place.
	 * @param listener the listener
	 * @param dispatch where all its calls run
	 * @return the listener in this form
	 */
	static AsyncWkListener of(WkListener listener, Dispatch dispatch) {
		return new DispatchedListener(listener, dispatch);
	}

}
