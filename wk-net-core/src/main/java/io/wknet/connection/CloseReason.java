package io.wknet.connection;

import io.wknet.frame.ReasonCode;

/**
 * Why a connection ended. Each ends for exactly one reason.
 *
 * @since 0.1.0
 */
public enum CloseReason {

	/**
	 * The peer closed its side.
	 */
	CLIENT(ReasonCode.UNKNOWN),

	/**
	 * The application closed the connection.
	 */
	SERVER(ReasonCode.UNKNOWN),

	/**
	 * A newer login replaced the connection, or the operator ended it.
	 */
	KICKED(ReasonCode.CONNECT_KICK),

	/**
	 * Nothing was received for the idle timeout.
	 */
	IDLE_TIMEOUT(ReasonCode.UNKNOWN),

	/**
	 * The peer was not authenticated in time.
	 */
	AUTH_TIMEOUT(ReasonCode.AUTH_FAIL),

	/**
	 * The credentials were refused.
	 */
	AUTH_FAILED(ReasonCode.AUTH_FAIL),

	/**
	 * The peer broke the protocol.
	 */
	PROTOCOL_ERROR(ReasonCode.UNKNOWN),

	/**
	 * The peer announced a frame over the limit.
	 */
	FRAME_TOO_LARGE(ReasonCode.UNKNOWN),

	/**
	 * A frame that had begun was not complete in time.
	 */
	FRAME_TIMEOUT(ReasonCode.UNKNOWN),

	/**
	 * The peer did not take what was sent to it.
	 */
	SLOW_CONSUMER(ReasonCode.RATE_LIMIT),

	/**
	 * A listener failed.
	 */
	LISTENER_ERROR(ReasonCode.SYSTEM_ERROR),

	/**
	 * The network failed.
	 */
	IO_ERROR(ReasonCode.UNKNOWN),

	/**
	 * A limit on connections or authentications was reached.
	 */
	LIMIT_EXCEEDED(ReasonCode.RATE_LIMIT),

	/**
	 * The server is stopping.
	 */
	SHUTDOWN(ReasonCode.SYSTEM_ERROR);

	private final ReasonCode reasonCode;

	CloseReason(ReasonCode reasonCode) {
		this.reasonCode = reasonCode;
	}

	/**
	 * The reason code that a DISCONNECT tells the peer, unless the application chose one.
	 * @return the code
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * Whether an operator may want to know. What clients do all day is normal: they
	 * leave, fall silent, lose their network, or are closed by the application.
	 * @return {@code true} if the reason is logged at INFO
	 */
	public boolean isAbnormal() {
		return switch (this) {
			case CLIENT, SERVER, KICKED, IDLE_TIMEOUT, IO_ERROR, SHUTDOWN -> false;
			case AUTH_TIMEOUT, AUTH_FAILED, PROTOCOL_ERROR, FRAME_TOO_LARGE, FRAME_TIMEOUT, SLOW_CONSUMER,
					LISTENER_ERROR, LIMIT_EXCEEDED ->
				true;
		};
	}

}
