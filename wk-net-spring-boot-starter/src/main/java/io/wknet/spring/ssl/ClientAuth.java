package io.wknet.spring.ssl;

/**
 * Whether clients are asked for a certificate (mutual TLS).
 *
 * @since 0.1.0
 */
public enum ClientAuth {

	/**
	 * They are not.
	 */
	NONE(io.netty.handler.ssl.ClientAuth.NONE),

	/**
	 * They are, and those without one are let in too.
	 */
	WANT(io.netty.handler.ssl.ClientAuth.OPTIONAL),

	/**
	 * They are, and those without one are refused.
	 */
	NEED(io.netty.handler.ssl.ClientAuth.REQUIRE);

	private final io.netty.handler.ssl.ClientAuth mode;

	ClientAuth(io.netty.handler.ssl.ClientAuth mode) {
		this.mode = mode;
	}

	io.netty.handler.ssl.ClientAuth mode() {
		return this.mode;
	}

}
