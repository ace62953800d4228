package io.wknet.spring.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.wknet.codec.FrameLimits;
import io.wknet.server.ListenerOverrides;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.transport.OutboundSettings;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Properties of one listener in place of those of the server.
 */
class ListenerOverrideTests {

	private static WkNetProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("wk.net", WkNetProperties.class);
	}

	private static ListenerOverrides ws(Map<String, String> properties) {
		WkNetProperties bound = bind(properties);
		return new OverrideSettings(bound, "wk.net.ws", bound.ws()).overrides();
	}

	@Test
	void areNoneUnlessSet() {
		assertThat(ws(Map.of("wk.net.frame.max-size", "2MB", "wk.net.tcp.idle.timeout", "1s")))
			.isEqualTo(ListenerOverrides.none());
	}

	@Test
	void takeEverythingThatIsSet() {
		assertThat(ws(Map.of("wk.net.ws.auth.timeout", "1s", "wk.net.ws.frame.max-size", "2KB",
				"wk.net.ws.frame.timeout", "3s", "wk.net.ws.idle.timeout", "0", "wk.net.ws.outbound.max-pending", "5KB",
				"wk.net.ws.outbound.timeout", "6s")))
			.isEqualTo(ListenerOverrides.none()
				.withAuthTimeout(Duration.ofSeconds(1))
				.withFrameLimits(new FrameLimits(2048, Duration.ofSeconds(3)))
				.withIdleTimeout(Duration.ZERO)
				.withOutbound(
						OutboundSettings.defaults().withMaxPendingBytes(5 * 1024).withTimeout(Duration.ofSeconds(6))));
	}

	@Test
	void haveTheRestFromTheServer() {
		ListenerOverrides overrides = ws(Map.of("wk.net.frame.timeout", "7s", "wk.net.ws.frame.max-size", "2KB",
				"wk.net.outbound.max-pending", "8KB", "wk.net.ws.outbound.timeout", "6s"));
		assertThat(overrides.frameLimits()).isEqualTo(new FrameLimits(2048, Duration.ofSeconds(7)));
		assertThat(overrides.outbound())
			.isEqualTo(OutboundSettings.defaults().withMaxPendingBytes(8 * 1024).withTimeout(Duration.ofSeconds(6)));
	}

	@Test
	void nameTheServersPropertyIfThatIsTheBadOne() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> ws(Map.of("wk.net.frame.timeout", "0", "wk.net.ws.frame.max-size", "2KB")))
			.withMessageContaining("wk.net.frame.timeout");
	}

	@Test
	void areAskedForTheLargestFrameOfAMessageBetweenNodes() {
		Map<String, String> properties = Map.of("wk.net.cluster.enabled", "true", "wk.net.tcp.frame.max-size", "2MB");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new NodeSettings(bind(properties)).check())
			.withMessageContaining("wk.net.cluster.max-message-size")
			.withMessageContaining("those of the listeners");
	}

	@Test
	void holdForTheirListenerAlone() {
		ServerRunner.create()
			.withPropertyValues("wk.net.tcp.idle.timeout=50ms", "wk.net.ws.enabled=true", "wk.net.ws.port=0")
			.run((context) -> {
				try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
					assertThat(client.receiveDisconnect()).isEqualTo("IDLE_TIMEOUT");
				}
			});
	}

}
