package io.wknet.auth;

import java.security.Principal;
import java.util.Map;

import io.wknet.log.Printable;

/**
 * Who an authenticated peer is.
 *
 * @param uid the user; not blank, without {@code @}, {@code #} and {@code &}, which the
 * protocol reserves
 * @param deviceLevel what this login does to older ones
 * @param attributes become the first attributes of the connection
 * @since 0.1.0
 */
public record Identity(String uid, DeviceLevel deviceLevel, Map<String, Object> attributes) implements Principal {

	public Identity {
		if (!isValidUid(uid)) {
			throw new IllegalArgumentException(
					"uid must not be blank, nor contain '@', '#' or '&'; found one of " + uid.length() + " characters");
		}
		attributes = Map.copyOf(attributes);
	}

	/**
	 * A user at level {@link DeviceLevel#SLAVE}, without attributes.
	 * @param uid the user
	 * @return the identity
	 */
	public static Identity of(String uid) {
		return of(uid, DeviceLevel.SLAVE);
	}

	/**
	 * A user without attributes.
	 * @param uid the user
	 * @param deviceLevel what this login does to older ones
	 * @return the identity
	 */
	public static Identity of(String uid, DeviceLevel deviceLevel) {
		return new Identity(uid, deviceLevel, Map.of());
	}

	/**
	 * Whether a text can be a uid.
	 * @param uid the text
	 * @return {@code false} if it is blank or has a reserved character
	 */
	public static boolean isValidUid(String uid) {
		return !uid.isBlank() && uid.indexOf('@') < 0 && uid.indexOf('#') < 0 && uid.indexOf('&') < 0;
	}

	/**
	 * The uid.
	 */
	@Override
	public String getName() {
		return this.uid;
	}

	/**
	 * Without the attributes, which may be secret; the uid is escaped and cut.
	 */
	@Override
	public String toString() {
		return "Identity[uid=" + Printable.of(this.uid) + ", deviceLevel=" + this.deviceLevel + "]";
	}

}
