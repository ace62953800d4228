package io.wknet.spring.listener;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a listener method, prepared at startup. The parts of a call are passed
 * one by one so that nothing is allocated for them.
 */
@FunctionalInterface
interface Argument {

	@Nullable Object resolve(WkConnection connection, @Nullable ClientFrame frame, @Nullable CloseReason reason,
			@Nullable Throwable error);

}
