package io.wknet.spring.autoconfigure;

import java.util.List;

/**
 * The server shall be a node of a cluster, and something of what that needs is not there.
 */
final class MissingClusterRolesException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create the exception.
	 * @param missing the roles for which there is no bean
	 * @param reason why Redis does not fill them
	 * @param action what to do, so that it does
	 */
	MissingClusterRolesException(List<String> missing, String reason, String action) {
		super("wk.net.cluster.enabled is true, but there is no bean of type " + String.join(", ", missing)
				+ ", and Redis can not take its place: " + reason);
		this.action = action;
	}

	/**
	 * What to do, so that Redis fills the roles.
	 */
	String action() {
		return this.action;
	}

}
