package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.wknet.codec.FrameEncoder;
import io.wknet.frame.Frame;

/**
 * Writes frames encrypted. Channels that do not encrypt are without it and pay nothing.
 */
final class SealingEncoder extends FrameEncoder {

	private final FrameEncoder frames;

	private final FrameSeal seal;

	SealingEncoder(FrameEncoder frames, FrameSeal seal) {
		this.frames = frames;
		this.seal = seal;
	}

	@Override
	public void encode(Frame frame, int version, ByteBuf out) {
		this.frames.encode(this.seal.seal(frame), version, out);
	}

	@Override
	public int encodedBytes(Frame frame, int version, int growth) {
		return this.frames.encodedBytes(frame, version, this.seal.growth(frame) + growth);
	}

}
