package io.wknet.codec;

/**
 * Where things stand in the header of {@link WireFormat#FIXED}.
 */
final class FixedHeader {

	static final int FLAGS_OFFSET = 1;

	static final int LENGTH_OFFSET = 2;

	static final int BYTES = 6;

	private FixedHeader() {
	}

}
