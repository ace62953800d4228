package io.wknet.fuzz;

import io.wknet.codec.WireFormat;

/**
 * Frames under the fixed header, see {@link StreamFuzzing}.
 */
public final class FixedStreamFuzzer {

	private static final StreamFuzzing FUZZING = new StreamFuzzing(WireFormat.FIXED);

	private FixedStreamFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		FUZZING.run(data);
	}

}
