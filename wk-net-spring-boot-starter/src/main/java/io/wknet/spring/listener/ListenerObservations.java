package io.wknet.spring.listener;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Observes each call of a listener method, in place of {@link ListenerTimings}, which are
 * cheaper and know less.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ListenerObservations {

	/**
	 * A method is about to be called. Called on the thread that calls it.
	 * @param method the simple names of class and method, {@code ChatListener.onSend}
	 * @param connection whose call it is
	 * @param frame the frame; {@code null} if the call is about none
	 * @return the observation of this call
	 */
	ListenerObservation begin(String method, WkConnection connection, @Nullable ClientFrame frame);

	/**
	 * Observes one call.
	 */
	interface ListenerObservation {

		/**
		 * The call is this thread's current one until {@link #leave()}, which comes on
		 * the same thread: while the method runs and what it returns is subscribed to.
		 */
		void enter();

		/**
		 * What the thread did before is its current again.
		 */
		void leave();

		/**
		 * Let what the method returns know of the call.
		 * @param context the context with which it is subscribed to
		 * @return the context, with what tells of the call
		 */
		Context addTo(Context context);

		/**
		 * The call has ended, with the writing of its replies. Called once, on any
		 * thread.
		 * @param error what it ended with; {@code null} if all went well
		 */
		void end(@Nullable Throwable error);

	}

}
