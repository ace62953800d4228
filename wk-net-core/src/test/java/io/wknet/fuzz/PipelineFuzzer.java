package io.wknet.fuzz;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.ProtocolVersion;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.OutboundSettings;

/**
 * What a TCP connection sends, through the whole pipeline. The first byte of the input is
 * the listener's protocol, the limit, whether frames are answered and how often reading
 * pauses; the second one says where the network cuts the stream; the rest is the stream.
 * <p>
 * Beside what holds for every {@link PipelineRun}: the frames are those that a decoder
 * alone reads, wherever the stream is cut and reading pauses.
 */
public final class PipelineFuzzer {

	private static final int CONTROL_BYTES = 2;

	private static final int SMALL_FRAME_BYTES = 64;

	private static final Protocol[] PROTOCOLS = { Protocol.AUTO, Protocol.FIXED, Protocol.WKPROTO, Protocol.AUTO };

	private PipelineFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length <= CONTROL_BYTES) {
			return;
		}
		int choice = data[0] & 0xFF;
		FrameLimits limits = FrameLimits.defaults();
		if ((choice & 4) != 0) {
			limits = limits.withMaxFrameBytes(SMALL_FRAME_BYTES);
		}
		Protocol protocol = PROTOCOLS[choice & 3];
		ChannelSettings settings = new ChannelSettings(protocol, limits, OutboundSettings.defaults());
		boolean echo = (choice & 8) != 0;
		PipelineRun cut = PipelineRun.of(settings, new FuzzPeer(choice >>> 4 & 3, echo))
			.receiveCut(data, CONTROL_BYTES, data[1])
			.end();
		Check.same(cut.frames(), expected(data, protocol, limits.maxFrameBytes()), "Frames of a connection");
		if ((choice & 0x40) != 0) {
			PipelineRun whole = PipelineRun.of(settings, new FuzzPeer(0, echo)).receiveAll(data, CONTROL_BYTES).end();
			cut.assertSame(whole);
		}
	}

	/**
	 * What the stream holds, read the simple way.
	 */
	private static List<Frame> expected(byte[] data, Protocol protocol, int maxFrameBytes) {
		List<Frame> frames = new ArrayList<>();
		ByteBuf in = Unpooled.wrappedBuffer(data, CONTROL_BYTES, data.length - CONTROL_BYTES);
		try {
			WireFormat format = WireFormat.detect(in.getByte(in.readerIndex()));
			if (protocol != Protocol.AUTO && !format.name().equals(protocol.name())) {
				return frames;
			}
			int version = ProtocolVersion.LATEST;
			Frame frame = FrameDecoder.of(format).decode(in, version, maxFrameBytes);
			while (frame != null) {
				frames.add(frame);
				if (frame instanceof ConnectFrame connect) {
					version = ProtocolVersion.negotiate(connect.version());
				}
				frame = in.isReadable() ? FrameDecoder.of(format).decode(in, version, maxFrameBytes) : null;
			}
		}
		catch (ProtocolException ex) {
			// The frames before it were received.
		}
		return frames;
	}

}
