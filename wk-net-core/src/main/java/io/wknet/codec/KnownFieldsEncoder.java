package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.Setting;

/**
 * Encodes {@link WireFormat#WKPROTO} for clients that read what they do not know as
 * something else. In WuKongIM's JavaScript client the bit of a stream is another one, and
 * its fields have another order, so that it drops a RECV with either bit.
 */
final class KnownFieldsEncoder extends FrameEncoder {

	static final KnownFieldsEncoder INSTANCE = new KnownFieldsEncoder();

	private static final int FIRST_WITH_RELIABLE_STREAM = 3;

	private static final int FIRST_WITH_EVENT = 5;

	private KnownFieldsEncoder() {
	}

	@Override
	public void encode(Frame frame, int version, ByteBuf out) {
		VariableHeaderEncoder.INSTANCE.encode(known(frame, version), version, out);
	}

	@Override
	public int encodedBytes(Frame frame, int version, int growth) {
		return VariableHeaderEncoder.INSTANCE.encodedBytes(known(frame, version), version, growth);
	}

	private static Frame known(Frame frame, int version) {
		if (frame instanceof RecvFrame recv) {
			int known = (version < FIRST_WITH_RELIABLE_STREAM) ? Setting.KNOWN & ~Setting.STREAM : Setting.KNOWN;
			return ((recv.setting() & ~known) != 0) ? recv.withSetting(recv.setting() & known) : recv;
		}
		if (version < FIRST_WITH_EVENT && frame.type() == FrameType.EVENT) {
			throw new IllegalArgumentException("EVENT needs protocol version " + FIRST_WITH_EVENT
					+ " over the variable header, found " + version + "; send a RECV to such a client");
		}
		return frame;
	}

}
