package io.wknet.frame;

/**
 * One unit on the wire. Frames are immutable and may be shared between threads and sent
 * to any number of connections.
 *
 * @since 0.1.0
 * @see FrameType
 */
public sealed interface Frame permits ClientFrame, ServerFrame {

	/**
	 * What kind of frame this is.
	 * @return the type; {@link FrameType#APPLICATION} for all of an application's own
	 */
	FrameType type();

	/**
	 * The type as it stands on the wire.
	 * @return 1..12 for the protocol's types, 16..255 for an application's own
	 */
	default int typeCode() {
		return type().code();
	}

	/**
	 * The flag bits as they stand on the wire.
	 * @return 0..15, or 0..255 for an {@link ApplicationFrame}
	 * @see FrameFlags
	 */
	int flags();

	/**
	 * Whether any of the given flag bits is set.
	 * @param flag one of the constants of {@link FrameFlags}
	 * @return {@code true} if it is
	 */
	default boolean hasFlag(int flag) {
		return (flags() & flag) != 0;
	}

}
