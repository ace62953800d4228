package io.wknet.delivery;

import java.util.function.Predicate;

import io.wknet.connection.WkConnection;

/**
 * A filter of {@link WkOperations#sendToTopic} that other nodes of a cluster understand:
 * everybody but one user, or but one connection.
 *
 * @since 0.1.0
 */
public final class Except implements Predicate<WkConnection> {

	private final String uid;

	private final long connectionId;

	private Except(String uid, long connectionId) {
		this.uid = uid;
		this.connectionId = connectionId;
	}

	/**
	 * Everybody but one user, on whatever devices.
	 * @param uid the user; not empty
	 * @return the filter
	 */
	public static Except user(String uid) {
		if (uid.isEmpty()) {
			throw new IllegalArgumentException("The uid must not be empty");
		}
		return new Except(uid, 0);
	}

	/**
	 * Everybody but one connection of this server; other devices of its user get the
	 * frame.
	 * @param connection the connection
	 * @return the filter
	 */
	public static Except connection(WkConnection connection) {
		return new Except("", connection.id());
	}

	/**
	 * The user who is left out.
	 * @return the user, or an empty text if it is a connection
	 */
	public String uid() {
		return this.uid;
	}

	@Override
	public boolean test(WkConnection connection) {
		return this.uid.isEmpty() ? connection.id() != this.connectionId : !this.uid.equals(connection.uid());
	}

}
