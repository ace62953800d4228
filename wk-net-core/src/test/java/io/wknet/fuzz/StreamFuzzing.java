package io.wknet.fuzz;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A stream of frames under one header. The first byte of the input is the version and the
 * limit, the second one says where the network cuts the stream, the rest is the stream.
 * <p>
 * A decoder takes a frame, waits, or throws a {@link ProtocolException}; it takes no more
 * than a frame may have, and nothing while it waits; and it comes to the same wherever
 * the stream is cut.
 */
final class StreamFuzzing {

	private static final int CONTROL_BYTES = 2;

	private static final int SMALL_FRAME_BYTES = 40;

	private static final int MAX_FRAME_BYTES = 1 << 20;

	private static final int MAX_HEADER_BYTES = 6;

	private final FrameDecoder decoder;

	private final ByteBuf buffer = Unpooled.buffer(1 << 13);

	StreamFuzzing(WireFormat format) {
		this.decoder = FrameDecoder.of(format);
	}

	void run(byte[] data) {
		if (data.length <= CONTROL_BYTES) {
			return;
		}
		int version = version(data[0]);
		int maxFrameBytes = (data[0] < 0) ? SMALL_FRAME_BYTES : MAX_FRAME_BYTES;
		Stream whole = new Stream(version, maxFrameBytes);
		this.buffer.clear().writeBytes(data, CONTROL_BYTES, data.length - CONTROL_BYTES);
		whole.take();
		Stream cut = new Stream(version, maxFrameBytes);
		Cuts cuts = new Cuts(data[1]);
		this.buffer.clear();
		int from = CONTROL_BYTES;
		while (from < data.length && cut.refused == null) {
			int length = cuts.next(data.length - from);
			this.buffer.writeBytes(data, from, length);
			from += length;
			cut.take();
		}
		Check.same(cut.frames, whole.frames, "Frames of a stream that was cut");
		Check.same(String.valueOf(cut.refused), String.valueOf(whole.refused), "The end of a stream that was cut");
		if (whole.refused == null) {
			Check.same(cut.taken, whole.taken, "Bytes taken of a stream that was cut");
		}
	}

	static int version(byte choice) {
		return 1 + (choice & 0x7F) % 5;
	}

	/**
	 * What became of a stream.
	 */
	private final class Stream {

		private final List<Frame> frames = new ArrayList<>();

		private final int maxFrameBytes;

		private int version;

		private int taken;

		private @Nullable String refused;

		Stream(int version, int maxFrameBytes) {
			this.version = version;
			this.maxFrameBytes = maxFrameBytes;
		}

		void take() {
			ByteBuf in = StreamFuzzing.this.buffer;
			try {
				while (in.isReadable()) {
					int before = in.readerIndex();
					int end = in.writerIndex();
					Frame frame = StreamFuzzing.this.decoder.decode(in, this.version, this.maxFrameBytes);
					int count = in.readerIndex() - before;
					Check.same(in.writerIndex(), end, "The end of what was received");
					if (frame == null) {
						Check.same(count, 0, "Bytes taken of a frame that is not complete");
						return;
					}
					Check.that(count > 0, "a frame has bytes");
					Check.atMost(count, MAX_HEADER_BYTES + this.maxFrameBytes, "Bytes taken for a frame");
					this.taken += count;
					this.frames.add(frame);
					if (frame instanceof ConnectFrame connect) {
						this.version = Math.max(1, Math.min(connect.version(), 5));
					}
				}
			}
			catch (ProtocolException ex) {
				Check.that(in.readerIndex() <= in.writerIndex(), "the decoder reads what there is");
				this.refused = ex.toString();
			}
		}

	}

}
