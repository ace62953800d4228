package io.wknet.client;

import io.wknet.frame.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * How a connection of a client ended.
 *
 * @param cause who ended it, or what
 * @param reasonCode what the server gave as its reason in DISCONNECT or CONNACK;
 * {@link ReasonCode#UNKNOWN} if it gave none
 * @param text the server's reason in words, as it sent them; empty if it sent none
 * @param failure what the network said, or what the server did wrong; {@code null} unless
 * something failed
 * @param willReconnect whether the client connects again by itself
 * @since 0.1.0
 */
public record WkClientDisconnect(Cause cause, ReasonCode reasonCode, String text, @Nullable Throwable failure,
		boolean willReconnect) {

	static WkClientDisconnect of(Cause cause) {
		return new WkClientDisconnect(cause, ReasonCode.UNKNOWN, "", null, false);
	}

	static WkClientDisconnect of(Cause cause, @Nullable Throwable failure) {
		return new WkClientDisconnect(cause, ReasonCode.UNKNOWN, "", failure, false);
	}

	WkClientDisconnect withReconnect(boolean newWillReconnect) {
		return new WkClientDisconnect(this.cause, this.reasonCode, this.text, this.failure, newWillReconnect);
	}

	/**
	 * Without the text: what comes from outside does not belong into logs.
	 */
	@Override
	public String toString() {
		return "WkClientDisconnect[cause=" + this.cause + ", reasonCode=" + this.reasonCode + ", failure="
				+ this.failure + ", willReconnect=" + this.willReconnect + "]";
	}

	/**
	 * Who ended a connection, or what.
	 *
	 * @since 0.1.0
	 */
	public enum Cause {

		/**
		 * The application closed it on this side.
		 */
		CLIENT,

		/**
		 * The server closed it, with a DISCONNECT or without.
		 */
		SERVER,

		/**
		 * The server refused to let the client in again after a connection was lost.
		 */
		REJECTED,

		/**
		 * The server sent something that no server may send.
		 */
		PROTOCOL_ERROR,

		/**
		 * The server fell silent: a PING was not answered, a frame was not completed, or
		 * what was sent was not taken in time.
		 */
		TIMEOUT,

		/**
		 * More was sent than the server takes and the outbound buffer holds.
		 */
		OVERFLOW,

		/**
		 * The network failed.
		 */
		IO_ERROR

	}

}
