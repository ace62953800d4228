package io.wknet.server;

import java.util.Map;

import io.wknet.connection.CloseReason;
import io.wknet.delivery.DeliveryStats;
import io.wknet.frame.FrameType;

/**
 * What a server did since it was bound.
 *
 * @param accepted connections accepted, those included that were refused before they had
 * a session
 * @param closed connections closed, by reason, the refused ones included; every reason is
 * there
 * @param framesIn whole frames received, by type; every type is there
 * @param framesOut frames sent, by type; every type is there
 * @param bytesIn bytes received
 * @param bytesOut bytes sent
 * @param unhandledFrames frames for which there was no listener
 * @param listenerErrors calls of a listener that failed
 * @param pendingAuthentications authentications in progress
 * @param unreadableMessages SENDs that had a wrong message key or a payload that could
 * not be decrypted
 * @param topics topics that have a subscriber
 * @param subscriptions subscriptions, over all topics
 * @param deliveries what became of frames sent through
 * {@link io.wknet.delivery.WkOperations}
 * @since 0.1.0
 */
public record ServerStats(long accepted, Map<CloseReason, Long> closed, Map<FrameType, Long> framesIn,
		Map<FrameType, Long> framesOut, long bytesIn, long bytesOut, long unhandledFrames, long listenerErrors,
		int pendingAuthentications, long unreadableMessages, int topics, long subscriptions, DeliveryStats deliveries) {

	public ServerStats {
		closed = Map.copyOf(closed);
		framesIn = Map.copyOf(framesIn);
		framesOut = Map.copyOf(framesOut);
	}

}
