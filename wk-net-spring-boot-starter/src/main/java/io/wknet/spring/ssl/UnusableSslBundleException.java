package io.wknet.spring.ssl;

/**
 * A server can not use an SSL bundle.
 *
 * @since 0.1.0
 */
public final class UnusableSslBundleException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnusableSslBundleException(String message, Throwable cause) {
		super(message, cause);
	}

}
