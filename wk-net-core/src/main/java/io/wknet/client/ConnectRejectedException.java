package io.wknet.client;

import io.wknet.frame.ReasonCode;

/**
 * The server did not let the client in: its CONNACK has a reason other than
 * {@link ReasonCode#SUCCESS}, or it sent a DISCONNECT instead.
 *
 * @since 0.1.0
 */
public final class ConnectRejectedException extends WkClientException {

	private static final long serialVersionUID = 1L;

	private final transient ReasonCode reasonCode;

	/**
	 * Create the exception.
	 * @param reasonCode why the server refused
	 */
	ConnectRejectedException(ReasonCode reasonCode) {
		super("The server refused CONNECT with reason " + reasonCode + " (" + reasonCode.code() + "); "
				+ (ReconnectPolicy.isTemporary(reasonCode) ? "try again later" : "check uid, token and device flag"),
				null);
		this.reasonCode = reasonCode;
	}

	/**
	 * Why the server refused.
	 * @return the reason code of its answer
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

}
