package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.wknet.codec.FrameEncoder;
import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames encrypted. Channels that do not encrypt are without it and pay nothing.
 */
final class SealingEncoder extends PeerEncoder {

	private final FrameEncoder frames;

	private final FrameSeal seal;

	SealingEncoder(FrameEncoder frames, FrameSeal seal) {
		this.frames = frames;
		this.seal = seal;
	}

	/**
	 * Nobody else can read what is encrypted for this peer.
	 */
	@Override
	@Nullable FrameEncoder forAll() {
		return null;
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
