package io.wknet.spring.cluster;

/**
 * Redis did not answer, or refused.
 *
 * @since 0.1.0
 */
public final class RedisAwayException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	RedisAwayException(String message, Throwable cause) {
		super(message, cause);
	}

}
