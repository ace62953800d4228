package io.wknet.cluster;

import io.wknet.cluster.PresenceStore.PresenceOwner;

/**
 * A node has given up claims under an epoch of its lease that the presence store does not
 * know, or not any more. Nothing has changed; the node opens a new epoch.
 *
 * @since 0.1.0
 */
public final class NoLeaseException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param owner the node and the epoch
	 */
	public NoLeaseException(PresenceOwner owner) {
		super("The presence store has no lease of " + owner.member() + " of epoch " + owner.epoch()
				+ "; the node has to open a new one");
	}

}
