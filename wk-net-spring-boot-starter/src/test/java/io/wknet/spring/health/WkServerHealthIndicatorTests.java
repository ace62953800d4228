package io.wknet.spring.health;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import io.wknet.server.BoundWkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.autoconfigure.health.WkNetHealthAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class WkServerHealthIndicatorTests {

	private final ApplicationContextRunner runner = ServerRunner.create()
		.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
				WkNetHealthAutoConfiguration.class));

	private final BoundWkServer server = Mockito.mock(BoundWkServer.class);

	private final WkServerHealthIndicator indicator = new WkServerHealthIndicator(() -> this.server);

	@Test
	void isUpWithTheAddressesOfARunningServer() {
		this.runner.run((context) -> {
			assertThat(context.getBean(HealthContributorRegistry.class).getContributor("wkNet")).isNotNull();
			Health health = context.getBean(WkServerHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("listeners",
					Map.of("tcp", "127.0.0.1:" + ServerRunner.port(context)));
		});
	}

	@Test
	void showsAllListeners() {
		this.runner.withPropertyValues("wk.net.ws.enabled=true", "wk.net.ws.port=0", "wk.net.ws.host=127.0.0.1")
			.run((context) -> {
				Health health = context.getBean(WkServerHealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails()).containsEntry("listeners",
						Map.of("tcp", "127.0.0.1:" + ServerRunner.port(context), "ws",
								"127.0.0.1:" + context.getEnvironment().getProperty("local.wk.ws.port")));
			});
	}

	@Test
	void isThereIfOnlyAnotherListenerIsEnabled() {
		this.runner.withPropertyValues("wk.net.tcp.enabled=false", "wk.net.ws.enabled=true", "wk.net.ws.port=0")
			.run((context) -> assertThat(context.getBean(WkServerHealthIndicator.class).health().getStatus())
				.isEqualTo(Status.UP));
	}

	@Test
	void isOutOfServiceWhileDraining() {
		BDDMockito.given(this.server.addresses())
			.willReturn(Map.of("tcp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 5100)));
		BDDMockito.given(this.server.isStopping()).willReturn(true);
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void isDownIfAListenerIsLost() {
		BDDMockito.given(this.server.addresses()).willReturn(Map.of());
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void isDownIfNothingIsBound() {
		assertThat(new WkServerHealthIndicator(() -> null).health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.wk-net.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WkServerHealthIndicator.class));
	}

	@Test
	void isNotThereIfNoListenerIsEnabled() {
		this.runner.withPropertyValues("wk.net.tcp.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WkServerHealthIndicator.class));
	}

	@Test
	void backsOffToTheUsersOwn() {
		this.runner.withBean("wkNetHealthIndicator", WkServerHealthIndicator.class, () -> this.indicator)
			.run((context) -> assertThat(context.getBean(WkServerHealthIndicator.class)).isSameAs(this.indicator));
	}

}
