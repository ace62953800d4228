package io.wknet.fuzz;

import java.net.InetSocketAddress;

import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.ProxyProtocol;
import io.wknet.transport.ProxyProtocolSettings;

/**
 * The PROXY header of a load balancer, versions 1 and 2, and what follows it. The first
 * byte of the input tells whether a header is required and whether the peer is trusted;
 * the second one says where the network cuts the stream; the rest is the stream.
 * <p>
 * Beside what holds for every {@link PipelineRun}: the client and its frames are the same
 * wherever the stream is cut, an address has been resolved, and who is not trusted is not
 * believed.
 */
public final class ProxyHeaderFuzzer {

	private static final int CONTROL_BYTES = 2;

	private static final String TRUSTED = "10.0.0.0/8";

	private static final String OTHERS = "192.168.0.0/16";

	private static final ChannelSettings[] SETTINGS = { settings(ProxyProtocol.REQUIRED, TRUSTED),
			settings(ProxyProtocol.OPTIONAL, TRUSTED), settings(ProxyProtocol.REQUIRED, OTHERS),
			settings(ProxyProtocol.OPTIONAL, OTHERS) };

	private ProxyHeaderFuzzer() {
	}

	private static ChannelSettings settings(ProxyProtocol mode, String trusted) {
		return new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(), OutboundSettings.defaults(),
				ProxyProtocolSettings.of(mode, trusted), null, null);
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length <= CONTROL_BYTES) {
			return;
		}
		// Most inputs are for a peer that is trusted.
		int choice = ((data[0] & 0xF) == 0xF) ? data[0] >>> 4 & 3 : data[0] & 1;
		PipelineRun cut = PipelineRun.of(SETTINGS[choice], new FuzzPeer(0, false))
			.receiveCut(data, CONTROL_BYTES, data[1])
			.end();
		PipelineRun whole = PipelineRun.of(SETTINGS[choice], new FuzzPeer(0, false))
			.receiveAll(data, CONTROL_BYTES)
			.end();
		cut.assertSame(whole);
		if (whole.peer.openedFrom() != null) {
			Check.that(((InetSocketAddress) whole.peer.openedFrom()).getAddress() != null, "an address is resolved");
		}
		if (choice >= 2) {
			Check.that(whole.peer.openedFrom() == null || whole.peer.openedFrom().equals(FuzzChannel.ADDRESS),
					"who is not trusted is not believed");
		}
	}

}
