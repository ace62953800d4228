package io.wknet.transport;

import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * How the channels of one listener are read and written.
 *
 * @param protocol which header is accepted
 * @param frameLimits how large and how slow a frame may be
 * @param outbound how much may wait to be sent
 * @param proxyProtocol from whom PROXY headers are accepted
 * @param tls the TLS, or {@code null} for none
 * @param webSocket the WebSocket, or {@code null} for frames without messages around them
 * @since 0.1.0
 */
public record ChannelSettings(Protocol protocol, FrameLimits frameLimits, OutboundSettings outbound,
		ProxyProtocolSettings proxyProtocol, @Nullable TlsSettings tls, @Nullable WebSocketSettings webSocket) {

	/**
	 * Plain TCP.
	 * @param protocol which header is accepted
	 * @param frameLimits how large and how slow a frame may be
	 * @param outbound how much may wait to be sent
	 */
	public ChannelSettings(Protocol protocol, FrameLimits frameLimits, OutboundSettings outbound) {
		this(protocol, frameLimits, outbound, ProxyProtocolSettings.off(), null, null);
	}

	/**
	 * Whether other handlers make new buffers of what is written, so that a buffer does
	 * not tell how much of it the network has taken.
	 */
	boolean isRewritten() {
		return this.tls != null || (this.webSocket != null && this.webSocket.compression());
	}

	/**
	 * Whether every frame is a message of its own.
	 */
	boolean hasMessages() {
		return this.webSocket != null;
	}

}
