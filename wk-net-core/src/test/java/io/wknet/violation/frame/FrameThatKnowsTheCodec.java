package io.wknet.violation.frame;

import io.wknet.violation.codec.CodecOfFrame;

/**
 * Depends in the wrong direction, so that the rules have something to find.
 */
public class FrameThatKnowsTheCodec {

	CodecOfFrame codec() {
		return new CodecOfFrame();
	}

}
