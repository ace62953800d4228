package io.wknet.spring.listener;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a listener method, prepared at startup. The parts of a call are passed
 * one by one so that nothing is allocated for them.
 */
@FunctionalInterface
interface Argument {

	/**
	 * The value for one call.
	 * @param connection whose call it is
	 * @param frame the frame; {@code null} if it is about none
	 * @param subject what else it is about: the close reason or the topic; {@code null}
	 * for nothing
	 * @param error what another method threw; {@code null} unless this one handles it
	 */
	@Nullable Object resolve(WkConnection connection, @Nullable ClientFrame frame, @Nullable Object subject,
			@Nullable Throwable error);

}
