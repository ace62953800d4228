package io.wknet.frame;

/**
 * A frame of the application's own, over the fixed header only.
 *
 * @param typeCode which of the application's types, 16..255
 * @param flags the application's flags, 0..255
 * @param payload any bytes
 * @since 0.1.0
 */
public record ApplicationFrame(int typeCode, int flags, Payload payload) implements ClientFrame, ServerFrame {

	/**
	 * The lowest type code that an application may use.
	 */
	public static final int MIN_TYPE_CODE = 16;

	/**
	 * The highest type code that an application may use.
	 */
	public static final int MAX_TYPE_CODE = 255;

	public ApplicationFrame {
		if (typeCode < MIN_TYPE_CODE || typeCode > MAX_TYPE_CODE) {
			throw new IllegalArgumentException("typeCode must be " + MIN_TYPE_CODE + ".." + MAX_TYPE_CODE + ", found "
					+ typeCode + "; lower codes belong to the protocol");
		}
		Ranges.u8("flags", flags);
	}

	/**
	 * A frame without flags.
	 * @param typeCode which of the application's types, 16..255
	 * @param payload any bytes
	 * @return the frame
	 */
	public static ApplicationFrame of(int typeCode, Payload payload) {
		return new ApplicationFrame(typeCode, 0, payload);
	}

	@Override
	public FrameType type() {
		return FrameType.APPLICATION;
	}

}
