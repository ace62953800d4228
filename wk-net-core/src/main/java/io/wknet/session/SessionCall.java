package io.wknet.session;

import java.util.concurrent.CompletionStage;

import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import org.jspecify.annotations.Nullable;

/**
 * A call that takes its turn among those of a session, and is neither about a frame nor
 * about a step of the session's life.
 */
interface SessionCall {

	/**
	 * Where it wants to run, or {@code null} if it is to be left out.
	 */
	@Nullable Dispatch where(AsyncWkListener listener);

	/**
	 * Run.
	 * @return completes when the call has ended
	 */
	CompletionStage<?> call(AsyncWkListener listener) throws Exception;

	/**
	 * It is left out.
	 */
	void leftOut();

}
