package io.wknet.session;

import org.jspecify.annotations.Nullable;

/**
 * Finds a session by its id in a map in which sessions are their own keys. Sessions are
 * equal to nothing but themselves.
 *
 * @param id the session's id
 */
record SessionKey(long id) {

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Peer peer && peer.id() == this.id;
	}

	@Override
	public int hashCode() {
		return Long.hashCode(this.id);
	}

}
