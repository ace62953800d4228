package io.wknet.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.wknet.codec.FrameLimits;
import io.wknet.delivery.FanOutSettings;
import io.wknet.server.ListenerSettings;
import io.wknet.server.WkServer;
import io.wknet.session.AuthSettings;
import io.wknet.session.DispatchSettings;
import io.wknet.timer.WheelSettings;
import io.wknet.topic.TopicSettings;
import io.wknet.transport.LimitSettings;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.ProxyProtocol;
import io.wknet.transport.ProxyProtocolSettings;
import io.wknet.transport.SocketSettings;

import org.springframework.util.unit.DataSize;

/**
 * Turns properties into the core's settings, and refuses bad values by name.
 *
 * @param properties the properties
 * @param listeners where the server listens
 */
record ServerSettings(WkNetProperties properties, EnabledListeners listeners) {

	static final int GIGABYTE = 1 << 30;

	WkServer apply(WkServer server) {
		new NodeSettings(this.properties).check();
		WkServer result = server.listen(enabled())
			.frameLimits(frame())
			.auth(auth())
			.idleTimeout(PropertyChecks.notNegative("wk.net.idle.timeout", this.properties.idle().timeout()))
			.wheel(wheel())
			.outbound(outbound())
			.dispatch(dispatch())
			.topics(topics())
			.fanOut(new FanOutSettings(
					PropertyChecks.positive("wk.net.fan-out.max-pending", this.properties.fanOut().maxPending())))
			.socket(socket())
			.transport(this.properties.transport())
			.limits(limits())
			.proxyProtocol(proxyProtocol())
			.closeOver(
					PropertyChecks.notNegative("wk.net.shutdown.close-over", this.properties.shutdown().closeOver()));
		Integer eventLoops = this.properties.eventLoops();
		return (eventLoops != null)
				? result.eventLoops(PropertyChecks.range("wk.net.event-loops", eventLoops, 1, Short.MAX_VALUE))
				: result;
	}

	/**
	 * If none is enabled, the server that is not started has the TCP listener.
	 */
	private ListenerSettings[] enabled() {
		List<ListenerSettings> enabled = this.listeners.enabled();
		return enabled.isEmpty() ? new ListenerSettings[] { ListenerSettings.tcp(this.properties.tcp().port()) }
				: enabled.toArray(ListenerSettings[]::new);
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
		OutboundSettings settings = OutboundSettings.defaults()
			.withMaxPendingBytes(
					PropertyChecks.bytes("wk.net.outbound.max-pending", outbound.maxPending(), 1, Integer.MAX_VALUE))
			.withTimeout(PropertyChecks.positive("wk.net.outbound.timeout", outbound.timeout()));
		DataSize total = outbound.maxTotalPending();
		return (total != null)
				? settings.withMaxTotalPendingBytes(PropertyChecks.positive("wk.net.outbound.max-total-pending", total))
				: settings;
	}

	private DispatchSettings dispatch() {
		WkNetProperties.Dispatch dispatch = this.properties.dispatch();
		return new DispatchSettings(
				PropertyChecks.atLeast("wk.net.dispatch.max-pending-frames", dispatch.maxPendingFrames(), 1),
				PropertyChecks.bytes("wk.net.dispatch.max-pending-size", dispatch.maxPendingSize(), 1,
						Integer.MAX_VALUE),
				dispatch.closeOnError());
	}

	private TopicSettings topics() {
		WkNetProperties.Topics topics = this.properties.topics();
		return new TopicSettings(
				PropertyChecks.atLeast("wk.net.topics.max-per-connection", topics.maxPerConnection(), 1),
				PropertyChecks.atLeast("wk.net.topics.max-subscribers", topics.maxSubscribers(), 1));
	}

	private SocketSettings socket() {
		WkNetProperties.Socket socket = this.properties.socket();
		return new SocketSettings(PropertyChecks.notNegative("wk.net.socket.keep-alive", socket.keepAlive()),
				PropertyChecks.bytes("wk.net.socket.receive-buffer", socket.receiveBuffer(), 0, GIGABYTE),
				PropertyChecks.bytes("wk.net.socket.send-buffer", socket.sendBuffer(), 0, GIGABYTE),
				PropertyChecks.atLeast("wk.net.socket.backlog", socket.backlog(), 1), socket.reusePort());
	}

	private LimitSettings limits() {
		WkNetProperties.Limits limits = this.properties.limits();
		return new LimitSettings(PropertyChecks.limit("wk.net.limits.max-connections", limits.maxConnections()),
				PropertyChecks.limit("wk.net.limits.max-connections-per-ip", limits.maxConnectionsPerIp()),
				PropertyChecks.limit("wk.net.limits.connects-per-second", limits.connectsPerSecond()));
	}

	private ProxyProtocolSettings proxyProtocol() {
		ProxyProtocol mode = this.properties.proxyProtocol();
		List<String> trusted = this.properties.proxyProtocolTrusted();
		if (mode != ProxyProtocol.OFF && trusted.isEmpty()) {
			throw PropertyChecks.invalid("wk.net.proxy-protocol-trusted", "",
					"Must not be empty if wk.net.proxy-protocol is " + mode.name().toLowerCase(Locale.ROOT)
							+ ": who may send a PROXY header can claim any address. "
							+ "Name the addresses of your load balancers, as 10.0.0.0/8.");
		}
		trusted.forEach(ServerSettings::checkNetwork);
		return new ProxyProtocolSettings(mode, trusted, ProxyProtocolSettings.off().timeout());
	}

	private static void checkNetwork(String network) {
		try {
			ProxyProtocolSettings.of(ProxyProtocol.OPTIONAL, network);
		}
		catch (IllegalArgumentException ex) {
			throw PropertyChecks.invalid("wk.net.proxy-protocol-trusted", network, "'" + network
					+ "' is neither a network as 10.0.0.0/8 or fd00::/8 nor an address as 192.0.2.7. Names are not resolved.");
		}
	}

}
