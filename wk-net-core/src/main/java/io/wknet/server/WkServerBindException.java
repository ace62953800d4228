package io.wknet.server;

import java.net.InetSocketAddress;

/**
 * A server could not listen at its address.
 *
 * @since 0.1.0
 */
public final class WkServerBindException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String listener;

	private final InetSocketAddress address;

	/**
	 * Create the exception.
	 * @param listener the name of the listener
	 * @param address where it was to listen
	 * @param cause what the system said
	 */
	public WkServerBindException(String listener, InetSocketAddress address, Throwable cause) {
		super("Listener '" + listener + "' can not be bound to " + address + ": " + cause.getMessage()
				+ "; choose another port, or end what listens there", cause);
		this.listener = listener;
		this.address = address;
	}

	/**
	 * Which listener.
	 * @return its name
	 */
	public String listener() {
		return this.listener;
	}

	/**
	 * Where it was to listen.
	 * @return the address
	 */
	public InetSocketAddress address() {
		return this.address;
	}

}
