package io.wknet.fuzz;

import java.nio.charset.StandardCharsets;

import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.support.Bytes;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.ProxyProtocolSettings;
import io.wknet.transport.WebSocketSettings;

/**
 * What a client sends after the handshake of WebSocket. The first byte of the input tells
 * whether compression is agreed on, whether frames are answered and how often reading
 * pauses; the second one says where the network cuts the stream; the rest is WebSocket
 * frames.
 * <p>
 * Beside what holds for every {@link PipelineRun}: the frames are the same wherever the
 * stream is cut, and what compression makes of a message is bounded as a message is. What
 * waits while reading is paused may be dropped after a mistake.
 */
public final class WebSocketFuzzer {

	private static final int CONTROL_BYTES = 2;

	private static final int MAX_FRAME_BYTES = 4096;

	/**
	 * The largest message, as it is bounded for frames of that size, and what is left of
	 * the one before while it is copied.
	 */
	private static final long MESSAGE_BYTES = 4L * (MAX_FRAME_BYTES + (64 << 10));

	private static final byte[] PLAIN = handshake("");

	private static final byte[] COMPRESSED = handshake("Sec-WebSocket-Extensions: permessage-deflate\r\n");

	private static final ChannelSettings SETTINGS = new ChannelSettings(Protocol.AUTO,
			FrameLimits.defaults().withMaxFrameBytes(MAX_FRAME_BYTES), OutboundSettings.defaults(),
			ProxyProtocolSettings.off(), null, WebSocketSettings.defaults());

	private static final ChannelSettings COMPRESSING = new ChannelSettings(Protocol.AUTO,
			FrameLimits.defaults().withMaxFrameBytes(MAX_FRAME_BYTES), OutboundSettings.defaults(),
			ProxyProtocolSettings.off(), null, WebSocketSettings.defaults().withCompression(true));

	private WebSocketFuzzer() {
	}

	private static byte[] handshake(String header) {
		return ("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + header + "\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length <= CONTROL_BYTES) {
			return;
		}
		PipelineRun cut = open(data[0], data[0] >>> 4 & 3).receiveCut(data, CONTROL_BYTES, data[1]).end();
		if ((data[0] & 0x40) != 0) {
			PipelineRun whole = open(data[0], 0).receiveAll(data, CONTROL_BYTES).end();
			if (whole.peer.mistake() == null || (data[0] >>> 4 & 3) == 0) {
				cut.assertSame(whole);
			}
			else {
				cut.assertBeginsAs(whole);
			}
		}
	}

	private static PipelineRun open(byte choice, int pauseAfter) {
		boolean compressed = (choice & 1) != 0;
		PipelineRun run = new PipelineRun(compressed ? COMPRESSING : SETTINGS,
				new FuzzPeer(pauseAfter, (choice & 2) != 0), compressed ? MESSAGE_BYTES : 0);
		run.receiveAll(compressed ? COMPRESSED : PLAIN, 0);
		Check.that(run.peer.isOpened(), "the handshake opens the channel");
		return run;
	}

	/**
	 * A frame of WebSocket whose mask changes nothing.
	 */
	static byte[] message(int first, byte[] payload) {
		byte[] header = (payload.length < 126) ? new byte[] { (byte) first, (byte) (0x80 | payload.length) }
				: new byte[] { (byte) first, (byte) 0xFE, (byte) (payload.length >> 8), (byte) payload.length };
		return Bytes.join(header, new byte[4], payload);
	}

}
