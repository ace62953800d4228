package io.wknet.spring.test;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * Frames to the server and back, with the fixed header.
 */
final class FrameStream {

	private static final FrameEncoder ENCODER = FrameEncoder.of(WireFormat.FIXED);

	private static final FrameDecoder DECODER = FrameDecoder.of(WireFormat.FIXED);

	/**
	 * As much as a server can send.
	 */
	private static final int MAX_FRAME_BYTES = 1 << 30;

	private final Wire wire;

	private final ByteBuf received = Unpooled.buffer();

	private int version = ProtocolVersion.LATEST;

	FrameStream(Wire wire) {
		this.wire = wire;
	}

	Wire wire() {
		return this.wire;
	}

	void version(int newVersion) {
		this.version = newVersion;
	}

	/**
	 * Write all frames at once.
	 */
	void write(Frame... frames) throws IOException {
		ByteBuf out = Unpooled.buffer();
		for (Frame frame : frames) {
			ENCODER.encode(frame, this.version, out);
		}
		this.wire.write(ByteBufUtil.getBytes(out));
	}

	/**
	 * Wait for a frame.
	 * @return the frame; {@code null} at the end
	 * @throws SocketTimeoutException if none comes in time
	 * @throws EOFException if the end is within a frame
	 */
	@Nullable ServerFrame read(Duration timeout) throws IOException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (true) {
			Frame frame = DECODER.decode(this.received, this.version, MAX_FRAME_BYTES);
			if (frame != null) {
				this.received.discardSomeReadBytes();
				return (ServerFrame) frame;
			}
			Duration left = Duration.ofNanos(deadline - System.nanoTime());
			if (left.isNegative()) {
				throw new SocketTimeoutException("No frame");
			}
			byte[] bytes = this.wire.read(left);
			if (bytes == null) {
				return end();
			}
			this.received.writeBytes(bytes);
		}
	}

	private @Nullable ServerFrame end() throws EOFException {
		if (this.received.isReadable()) {
			throw new EOFException(
					"The connection ended within a frame, after " + this.received.readableBytes() + " bytes of it");
		}
		return null;
	}

}
