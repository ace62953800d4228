package io.wknet.transport;

import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;

/**
 * How the channels of one listener are read and written.
 *
 * @param protocol which header is accepted
 * @param frameLimits how large and how slow a frame may be
 * @param outbound how much may wait to be sent
 * @since 0.1.0
 */
public record ChannelSettings(Protocol protocol, FrameLimits frameLimits, OutboundSettings outbound) {

}
