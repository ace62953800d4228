package io.wknet.frame;

/**
 * Answers CONNECT.
 *
 * @param serverVersion the protocol version in use, 1..255; 0 leaves the field out, as a
 * client of version 3 or less wants it
 * @param timeDiff the server's clock minus the client's, in ms
 * @param reasonCode {@link ReasonCode#SUCCESS} or why not
 * @param serverKey public key for payload encryption, Base64; empty for none
 * @param salt 16 characters for payload encryption; empty for none
 * @param nodeId which node answers, unsigned; on the wire from version 4 on
 * @since 0.1.0
 */
public record ConnackFrame(int serverVersion, long timeDiff, ReasonCode reasonCode, String serverKey, String salt,
		long nodeId) implements ServerFrame {

	/**
	 * The only flag of a CONNACK: the field {@code serverVersion} is there.
	 */
	public static final int HAS_SERVER_VERSION = 0x1;

	public ConnackFrame {
		Ranges.in("serverVersion", serverVersion, 0xFF);
	}

	@Override
	public FrameType type() {
		return FrameType.CONNACK;
	}

	@Override
	public int flags() {
		return (this.serverVersion != 0) ? HAS_SERVER_VERSION : 0;
	}

	/**
	 * Whether the client is let in.
	 * @return {@code true} if the reason is {@link ReasonCode#SUCCESS}
	 */
	public boolean isSuccess() {
		return this.reasonCode == ReasonCode.SUCCESS;
	}

	/**
	 * Without the key and the salt: they do not belong into logs.
	 */
	@Override
	public String toString() {
		return "ConnackFrame[serverVersion=" + this.serverVersion + ", timeDiff=" + this.timeDiff + ", reasonCode="
				+ this.reasonCode + ", nodeId=" + Long.toUnsignedString(this.nodeId) + "]";
	}

}
