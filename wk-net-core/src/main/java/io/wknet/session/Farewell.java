package io.wknet.session;

import io.wknet.codec.WireFormat;
import io.wknet.connection.CloseReason;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is told when its connection is closed.
 *
 * @param reasonCode the code of DISCONNECT
 * @param text the words of DISCONNECT
 * @param stayAway whether the client shall not reconnect by itself: over the variable
 * header it is told nothing else, because clients take any DISCONNECT for that. With JSON
 * it is told always, as under the fixed header. A peer whose header is not known, because
 * it sent nothing or no CONNECT, is told under the fixed one
 * @param webSocketStatus the status of a WebSocket's Close
 */
record Farewell(ReasonCode reasonCode, String text, boolean stayAway, int webSocketStatus) {

	static Farewell of(CloseReason reason) {
		return new Farewell(reason.reasonCode(), reason.name(), reason == CloseReason.KICKED, reason.webSocketStatus());
	}

	@Nullable DisconnectFrame in(@Nullable WireFormat format) {
		boolean told = format != WireFormat.WKPROTO || this.stayAway;
		return told ? DisconnectFrame.of(this.reasonCode, this.text) : null;
	}

}
