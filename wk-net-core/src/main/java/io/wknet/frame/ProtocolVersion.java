package io.wknet.frame;

/**
 * The versions of the protocol. They differ in the fields of some frames.
 *
 * @since 0.1.0
 */
public final class ProtocolVersion {

	/**
	 * The oldest version.
	 */
	public static final int OLDEST = 1;

	/**
	 * The newest version.
	 */
	public static final int LATEST = 5;

	private ProtocolVersion() {
	}

	/**
	 * The version that both sides use after CONNECT.
	 * @param clientVersion the newest version that the client speaks
	 * @return {@link #OLDEST}..{@link #LATEST}
	 */
	public static int negotiate(int clientVersion) {
		return Math.max(OLDEST, Math.min(clientVersion, LATEST));
	}

}
