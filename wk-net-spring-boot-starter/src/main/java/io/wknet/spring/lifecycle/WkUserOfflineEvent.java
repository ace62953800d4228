package io.wknet.spring.lifecycle;

import org.springframework.context.ApplicationEvent;

/**
 * A user is offline: its last connection is over. Published on a worker, so that a
 * listener may block; the events of one user come in their order. In a cluster, one node
 * publishes it: that of the last connection, or one that cleans up after it.
 *
 * @since 0.1.0
 */
public final class WkUserOfflineEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String uid;

	/**
	 * Create the event.
	 * @param source who publishes it
	 * @param uid the user
	 */
	public WkUserOfflineEvent(Object source, String uid) {
		super(source);
		this.uid = uid;
	}

	/**
	 * Which user.
	 * @return the uid
	 */
	public String uid() {
		return this.uid;
	}

}
