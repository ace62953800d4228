package io.wknet.frame;

/**
 * What kind of device a connection comes from. A user may be connected once per kind or
 * more often; see {@code DeviceLevel} in the {@code auth} package.
 *
 * @since 0.1.0
 */
public final class DeviceFlag {

	private static final DeviceFlag[] BY_CODE = new DeviceFlag[256];
	static {
		for (int code = 0; code < BY_CODE.length; code++) {
			BY_CODE[code] = new DeviceFlag(code);
		}
	}

	/**
	 * An app on a phone or tablet, 0.
	 */
	public static final DeviceFlag APP = of(0);

	/**
	 * A web page, 1.
	 */
	public static final DeviceFlag WEB = of(1);

	/**
	 * A program on a computer, 2.
	 */
	public static final DeviceFlag PC = of(2);

	/**
	 * A system of the operator's own, 99.
	 */
	public static final DeviceFlag SYSTEM = of(99);

	private final int code;

	private DeviceFlag(int code) {
		this.code = code;
	}

	/**
	 * The flag with a given code; there is one object per code.
	 * @param code 0..255
	 * @return the flag
	 * @throws IllegalArgumentException if the code is out of range
	 */
	public static DeviceFlag of(int code) {
		return BY_CODE[Ranges.u8("deviceFlag", code)];
	}

	/**
	 * The code on the wire.
	 * @return 0..255
	 */
	public int code() {
		return this.code;
	}

	@Override
	public String toString() {
		return switch (this.code) {
			case 0 -> "APP";
			case 1 -> "WEB";
			case 2 -> "PC";
			case 99 -> "SYSTEM";
			default -> String.valueOf(this.code);
		};
	}

}
