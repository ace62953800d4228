package io.wknet.spring.autoconfigure;

import java.time.Duration;

import io.wknet.codec.FrameLimits;
import io.wknet.server.ListenerSettings;
import io.wknet.server.WkServer;
import io.wknet.session.AuthSettings;
import io.wknet.session.DispatchSettings;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.SocketSettings;

/**
 * Turns properties into the core's settings, and refuses bad values by name.
 *
 * @param properties the properties
 */
record ServerSettings(WkNetProperties properties) {

	private static final int GIGABYTE = 1 << 30;

	WkServer apply(WkServer server) {
		WkServer result = server.listen(tcp())
			.frameLimits(frame())
			.auth(auth())
			.idleTimeout(PropertyChecks.notNegative("wk.net.idle.timeout", this.properties.idle().timeout()))
			.wheel(wheel())
			.outbound(outbound())
			.dispatch(dispatch())
			.socket(socket())
			.transport(this.properties.transport())
			.closeOver(
					PropertyChecks.notNegative("wk.net.shutdown.close-over", this.properties.shutdown().closeOver()));
		Integer eventLoops = this.properties.eventLoops();
		return (eventLoops != null)
				? result.eventLoops(PropertyChecks.range("wk.net.event-loops", eventLoops, 1, Short.MAX_VALUE))
				: result;
	}

	private ListenerSettings tcp() {
		WkNetProperties.Tcp tcp = this.properties.tcp();
		String host = tcp.host();
		return ListenerSettings.tcp(PropertyChecks.range("wk.net.tcp.port", tcp.port(), 0, 0xFFFF))
			.withHost((host != null) ? host : "")
			.withProtocol(tcp.protocol());
	}

	private FrameLimits frame() {
		WkNetProperties.Frame frame = this.properties.frame();
		return new FrameLimits(PropertyChecks.bytes("wk.net.frame.max-size", frame.maxSize(), 1, GIGABYTE),
				PropertyChecks.positive("wk.net.frame.timeout", frame.timeout()));
	}

	private AuthSettings auth() {
		WkNetProperties.Auth auth = this.properties.auth();
		return new AuthSettings(PropertyChecks.positive("wk.net.auth.timeout", auth.timeout()),
				PropertyChecks.bytes("wk.net.auth.max-frame-size", auth.maxFrameSize(), 1, GIGABYTE),
				PropertyChecks.atLeast("wk.net.auth.max-pending", auth.maxPending(), 1));
	}

	private WheelSettings wheel() {
		WkNetProperties.Idle idle = this.properties.idle();
		Duration tick = PropertyChecks.positive("wk.net.idle.tick", idle.tick());
		if (tick.toMillis() < 1) {
			throw PropertyChecks.invalid("wk.net.idle.tick", tick, "Must be at least 1ms.");
		}
		int slots = PropertyChecks.range("wk.net.idle.wheel-size", idle.wheelSize(), 2, 1 << 20);
		if (Integer.bitCount(slots) != 1) {
			throw PropertyChecks.invalid("wk.net.idle.wheel-size", slots, "Must be a power of two from 2 to 1048576.");
		}
		return new WheelSettings(tick, slots);
	}

	private OutboundSettings outbound() {
		WkNetProperties.Outbound outbound = this.properties.outbound();
		return new OutboundSettings(
				PropertyChecks.bytes("wk.net.outbound.max-pending", outbound.maxPending(), 1, Integer.MAX_VALUE),
				PropertyChecks.positive("wk.net.outbound.timeout", outbound.timeout()));
	}

	private DispatchSettings dispatch() {
		WkNetProperties.Dispatch dispatch = this.properties.dispatch();
		return new DispatchSettings(
				PropertyChecks.atLeast("wk.net.dispatch.max-pending-frames", dispatch.maxPendingFrames(), 1),
				PropertyChecks.bytes("wk.net.dispatch.max-pending-size", dispatch.maxPendingSize(), 1,
						Integer.MAX_VALUE),
				dispatch.closeOnError());
	}

	private SocketSettings socket() {
		WkNetProperties.Socket socket = this.properties.socket();
		return new SocketSettings(PropertyChecks.notNegative("wk.net.socket.keep-alive", socket.keepAlive()),
				PropertyChecks.bytes("wk.net.socket.receive-buffer", socket.receiveBuffer(), 0, GIGABYTE),
				PropertyChecks.bytes("wk.net.socket.send-buffer", socket.sendBuffer(), 0, GIGABYTE),
				PropertyChecks.atLeast("wk.net.socket.backlog", socket.backlog(), 1), socket.reusePort());
	}

}
