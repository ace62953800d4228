package io.wknet.fuzz;

import io.wknet.codec.WireFormat;

/**
 * Frames under the variable header, see {@link StreamFuzzing}.
 */
public final class VariableStreamFuzzer {

	private static final StreamFuzzing FUZZING = new StreamFuzzing(WireFormat.WKPROTO);

	private VariableStreamFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		FUZZING.run(data);
	}

}
