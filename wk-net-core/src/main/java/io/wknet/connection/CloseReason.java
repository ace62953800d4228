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
	CLIENT(ReasonCode.UNKNOWN, 1000),

	/**
	 * The application closed the connection.
	 */
	SERVER(ReasonCode.UNKNOWN, 1000),

	/**
	 * A newer login replaced the connection, or the operator ended it.
	 */
	KICKED(ReasonCode.CONNECT_KICK, 1008),

	/**
	 * Nothing was received for the idle timeout.
	 */
	IDLE_TIMEOUT(ReasonCode.UNKNOWN, 1000),

	/**
	 * The peer was not authenticated in time.
	 */
	AUTH_TIMEOUT(ReasonCode.AUTH_FAIL, 1008),

	/**
	 * The credentials were refused.
	 */
	AUTH_FAILED(ReasonCode.AUTH_FAIL, 1008),

	/**
	 * The peer broke the protocol.
	 */
	PROTOCOL_ERROR(ReasonCode.UNKNOWN, 1002),

	/**
	 * The peer announced a frame over the limit.
	 */
	FRAME_TOO_LARGE(ReasonCode.UNKNOWN, 1009),

	/**
	 * A frame that had begun was not complete in time.
	 */
	FRAME_TIMEOUT(ReasonCode.UNKNOWN, 1000),

	/**
	 * The peer did not take what was sent to it.
	 */
	SLOW_CONSUMER(ReasonCode.RATE_LIMIT, 1013),

	/**
	 * A listener failed.
	 */
	LISTENER_ERROR(ReasonCode.SYSTEM_ERROR, 1011),

	/**
	 * The network failed.
	 */
	IO_ERROR(ReasonCode.UNKNOWN, 1000),

	/**
	 * A limit on connections or authentications was reached.
	 */
	LIMIT_EXCEEDED(ReasonCode.RATE_LIMIT, 1013),

	/**
	 * The server is stopping.
	 */
	SHUTDOWN(ReasonCode.SYSTEM_ERROR, 1001);

	private final ReasonCode reasonCode;

	private final int webSocketStatus;

	CloseReason(ReasonCode reasonCode, int webSocketStatus) {
		this.reasonCode = reasonCode;
		this.webSocketStatus = webSocketStatus;
	}

	/**
	 * The reason code that a DISCONNECT tells the peer, unless the application chose one.
	 * @return the code
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * The status code with which a WebSocket is closed.
	 * @return one of those registered for RFC 6455, section 7.4
	 */
	public int webSocketStatus() {
		return this.webSocketStatus;
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
