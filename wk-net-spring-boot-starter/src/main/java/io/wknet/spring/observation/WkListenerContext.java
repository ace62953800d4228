package io.wknet.spring.observation;

import io.micrometer.observation.Observation;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import org.jspecify.annotations.Nullable;

/**
 * A call of a listener method that is observed.
 *
 * @since 0.1.0
 */
public final class WkListenerContext extends Observation.Context {

	private final String method;

	private final WkConnection connection;

	private final @Nullable ClientFrame frame;

	/**
	 * Create the context.
	 * @param method the simple names of class and method, {@code ChatListener.onSend}
	 * @param connection whose call it is
	 * @param frame the frame; {@code null} if the call is about none
	 */
	public WkListenerContext(String method, WkConnection connection, @Nullable ClientFrame frame) {
		this.method = method;
		this.connection = connection;
		this.frame = frame;
	}

	/**
	 * The method.
	 * @return the simple names of class and method, {@code ChatListener.onSend}
	 */
	public String method() {
		return this.method;
	}

	/**
	 * Whose call it is.
	 * @return the connection
	 */
	public WkConnection connection() {
		return this.connection;
	}

	/**
	 * What the method is given.
	 * @return the frame; {@code null} if the call is about none
	 */
	public @Nullable ClientFrame frame() {
		return this.frame;
	}

}
