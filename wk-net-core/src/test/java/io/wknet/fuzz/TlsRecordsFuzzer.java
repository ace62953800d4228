package io.wknet.fuzz;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.support.Tls;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.ProxyProtocolSettings;
import io.wknet.transport.TlsSettings;

/**
 * The first records of TLS, from a peer that need not speak it. The first byte of the
 * input tells whether the listener looks for the name of a host first; the second one
 * says where the network cuts the records; the rest is the records.
 * <p>
 * What holds for every {@link PipelineRun}; and nobody gets through without a key.
 */
public final class TlsRecordsFuzzer {

	private static final int CONTROL_BYTES = 2;

	/**
	 * A record, what is made of it, and the server's first answer with its certificate.
	 */
	private static final long RECORD_BYTES = 192L << 10;

	private static final SslContext CONTEXT = Tls.server(SslProvider.JDK);

	private static final TlsSettings ONE = TlsSettings.of(() -> CONTEXT);

	private static final ChannelSettings UNNAMED = settings(ONE);

	private static final ChannelSettings NAMED = settings(ONE.withServerName("*.example.org", () -> CONTEXT));

	private TlsRecordsFuzzer() {
	}

	private static ChannelSettings settings(TlsSettings tls) {
		return new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(), OutboundSettings.defaults(),
				ProxyProtocolSettings.off(), tls, null);
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length <= CONTROL_BYTES) {
			return;
		}
		// Looking for a name costs less than TLS does.
		ChannelSettings settings = ((data[0] & 7) != 0) ? NAMED : UNNAMED;
		PipelineRun run = new PipelineRun(settings, new FuzzPeer(0, false), RECORD_BYTES)
			.receiveCut(data, CONTROL_BYTES, data[1])
			.end();
		Check.that(!run.peer.isOpened(), "nobody gets through without a key");
	}

}
