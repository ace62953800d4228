package io.wknet.frame;

/**
 * Checks of the number ranges that the wire has.
 */
final class Ranges {

	static final long MAX_U32 = 0xFFFF_FFFFL;

	private Ranges() {
	}

	static int u8(String name, int value) {
		return in(name, value, 0xFF);
	}

	static int flags(int value) {
		return in("flags", value, 0xF);
	}

	static long u32(String name, long value) {
		if (value < 0 || value > MAX_U32) {
			throw new IllegalArgumentException(name + " must be 0.." + MAX_U32 + ", found " + value);
		}
		return value;
	}

	static int in(String name, int value, int max) {
		if (value < 0 || value > max) {
			throw new IllegalArgumentException(name + " must be 0.." + max + ", found " + value);
		}
		return value;
	}

}
