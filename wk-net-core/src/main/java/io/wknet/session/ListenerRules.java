package io.wknet.session;

import java.time.Duration;

import io.wknet.codec.FrameLimits;

/**
 * What the sessions of one listener share.
 *
 * @param name names the listener in logs, metrics and the endpoint
 * @param encryption whether payloads are encrypted
 * @param authTimeout the longest time from accept to authenticated; positive
 * @param frameLimits how large a frame may be after authentication
 * @param idleTimeout after this much silence a connection closes; zero for never
 * @since 0.1.0
 */
public record ListenerRules(String name, Encryption encryption, Duration authTimeout, FrameLimits frameLimits,
		Duration idleTimeout) {

	/**
	 * The same with or without encrypted payloads.
	 * @param newEncryption whether payloads are encrypted
	 * @return new rules
	 */
	public ListenerRules withEncryption(Encryption newEncryption) {
		return new ListenerRules(this.name, newEncryption, this.authTimeout, this.frameLimits, this.idleTimeout);
	}

}
