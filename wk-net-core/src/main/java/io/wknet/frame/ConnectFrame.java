package io.wknet.frame;

import io.wknet.log.Printable;

/**
 * Asks to be let in. It reads alike in every protocol version.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param version the newest protocol version that the client speaks, 0..255
 * @param deviceFlag the kind of device
 * @param deviceId which device
 * @param uid who wants in
 * @param token the credentials
 * @param clientTimestamp the client's clock, in ms since 1970; not to be relied on
 * @param clientKey public key for payload encryption, Base64; empty for none
 * @since 0.1.0
 */
public record ConnectFrame(int flags, int version, DeviceFlag deviceFlag, String deviceId, String uid, String token,
		long clientTimestamp, String clientKey) implements ClientFrame {

	public ConnectFrame {
		Ranges.flags(flags);
		Ranges.u8("version", version);
	}

	@Override
	public FrameType type() {
		return FrameType.CONNECT;
	}

	/**
	 * A CONNECT of the newest protocol version, without a client key.
	 * @param uid who wants in
	 * @param deviceFlag the kind of device
	 * @param deviceId which device
	 * @param token the credentials
	 * @return the frame, stamped with the current time
	 */
	public static ConnectFrame of(String uid, DeviceFlag deviceFlag, String deviceId, String token) {
		return new ConnectFrame(0, ProtocolVersion.LATEST, deviceFlag, deviceId, uid, token, System.currentTimeMillis(),
				"");
	}

	/**
	 * The same with another client key.
	 * @param newClientKey public key for payload encryption, Base64; empty for none
	 * @return a new frame
	 */
	public ConnectFrame withClientKey(String newClientKey) {
		return new ConnectFrame(this.flags, this.version, this.deviceFlag, this.deviceId, this.uid, this.token,
				this.clientTimestamp, newClientKey);
	}

	/**
	 * Without the token and the key, which do not belong into logs; what the peer chose
	 * is escaped and cut.
	 */
	@Override
	public String toString() {
		return "ConnectFrame[version=" + this.version + ", deviceFlag=" + this.deviceFlag + ", deviceId="
				+ Printable.of(this.deviceId) + ", uid=" + Printable.of(this.uid) + "]";
	}

}
