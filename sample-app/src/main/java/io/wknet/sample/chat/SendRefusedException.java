package io.wknet.sample.chat;

import io.wknet.frame.ReasonCode;

/**
 * A message is not accepted. The sender's mistake, so without a stack trace.
 */
class SendRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ReasonCode reasonCode;

	SendRefusedException(ReasonCode reasonCode) {
		super("Message refused: " + reasonCode, null, false, false);
		this.reasonCode = reasonCode;
	}

	ReasonCode reasonCode() {
		return this.reasonCode;
	}

}
