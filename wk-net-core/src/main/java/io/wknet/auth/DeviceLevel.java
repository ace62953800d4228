package io.wknet.auth;

/**
 * What a new login does to the user's older connections of the same device flag. It is
 * never on the wire: the {@link Authenticator} decides it.
 *
 * @since 0.1.0
 */
public enum DeviceLevel {

	/**
	 * Replaces only an older connection with the same device id.
	 */
	SLAVE,

	/**
	 * Replaces every older connection.
	 */
	MASTER

}
