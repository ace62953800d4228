package io.wknet.spring.lifecycle;

import org.springframework.context.ApplicationEvent;

/**
 * A user is online: its first connection was authenticated. Published on a worker, so
 * that a listener may block; the events of one user come in their order. In a cluster,
 * one node publishes it: that of the first login.
 *
 * @since 0.1.0
 */
public final class WkUserOnlineEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String uid;

	/**
	 * Create the event.
	 * @param source who publishes it
	 * @param uid the user
	 */
	public WkUserOnlineEvent(Object source, String uid) {
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
