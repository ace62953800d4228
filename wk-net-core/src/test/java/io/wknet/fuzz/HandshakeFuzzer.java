package io.wknet.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.ProxyProtocolSettings;
import io.wknet.transport.WebSocketSettings;

/**
 * What comes before WebSocket: an HTTP request, or something that is none. The first byte
 * of the input is the listener's path, origins and compression; the second one says where
 * the network cuts the request; the rest is what the peer sends.
 * <p>
 * Beside what holds for every {@link PipelineRun}: an answer is one of HTTP, and says 101
 * if and only if the channel was opened.
 */
public final class HandshakeFuzzer {

	private static final int CONTROL_BYTES = 2;

	private static final int STATUS_OFFSET = "HTTP/1.1 ".length();

	/**
	 * A request line and headers as long as they may be.
	 */
	private static final long HEAD_BYTES = 4L * (4096 + 8192);

	private static final ChannelSettings[] SETTINGS = { settings(WebSocketSettings.defaults()),
			settings(WebSocketSettings.defaults().withPath("/ws").withCompression(true)),
			settings(WebSocketSettings.defaults().withAllowedOrigins(List.of("*"))),
			settings(WebSocketSettings.defaults()
				.withCompression(true)
				.withAllowedOrigins(List.of("https://example.org"))) };

	private HandshakeFuzzer() {
	}

	private static ChannelSettings settings(WebSocketSettings webSocket) {
		return new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(), OutboundSettings.defaults(),
				ProxyProtocolSettings.off(), null, webSocket);
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length <= CONTROL_BYTES) {
			return;
		}
		ChannelSettings settings = SETTINGS[data[0] & 3];
		PipelineRun run = new PipelineRun(settings, new FuzzPeer(0, false), HEAD_BYTES);
		if (data[1] == 0) {
			run.receiveAll(data, CONTROL_BYTES);
		}
		else {
			run.receiveCut(data, CONTROL_BYTES, data[1]);
		}
		assertAnswer(run);
		run.end();
	}

	private static void assertAnswer(PipelineRun run) {
		if (run.channel.outBytes() == 0) {
			Check.that(!run.peer.isOpened(), "an open channel has an answer");
			return;
		}
		String answer = new String(run.channel.firstOut(), StandardCharsets.US_ASCII);
		Check.that(answer.startsWith("HTTP/1."), "an answer is one of HTTP");
		Check.that(answer.startsWith("101 ", STATUS_OFFSET) == run.peer.isOpened(),
				"101 is the answer to who is let in");
		if (!run.peer.isOpened()) {
			Check.that(run.refusal() != null, "who is answered something else is refused");
		}
	}

}
