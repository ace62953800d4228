package io.wknet.violation.codec;

import io.wknet.violation.frame.FrameThatKnowsTheCodec;

/**
 * Depends in the right direction, but closes a cycle.
 */
public class CodecOfFrame {

	FrameThatKnowsTheCodec frame() {
		return new FrameThatKnowsTheCodec();
	}

}
