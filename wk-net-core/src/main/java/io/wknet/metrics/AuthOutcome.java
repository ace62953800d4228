package io.wknet.metrics;

/**
 * How an authentication ended.
 *
 * @since 0.1.0
 */
public enum AuthOutcome {

	/**
	 * The client was let in.
	 */
	ACCEPTED,

	/**
	 * The client was refused.
	 */
	REJECTED,

	/**
	 * The authenticator failed.
	 */
	ERROR,

	/**
	 * The connection closed before there was an answer.
	 */
	ABANDONED

}
