package io.wknet.codec;

import io.wknet.frame.Setting;

/**
 * Which fields a protocol version has.
 */
final class VersionedFields {

	private VersionedFields() {
	}

	/**
	 * The stream fields of SEND and RECV came with version 2 and went with version 5.
	 * @param setting the frame's setting
	 * @param version the protocol version in use
	 * @return whether they are on the wire
	 */
	static boolean hasStream(int setting, int version) {
		return (setting & Setting.STREAM) != 0 && version >= 2 && version < 5;
	}

	static boolean hasTopic(int setting) {
		return (setting & Setting.TOPIC) != 0;
	}

	static boolean hasExpire(int version) {
		return version >= 3;
	}

	static boolean hasNodeId(int version) {
		return version >= 4;
	}

}
