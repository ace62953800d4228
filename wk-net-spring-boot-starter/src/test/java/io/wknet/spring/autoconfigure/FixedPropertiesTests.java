package io.wknet.spring.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Contexts whose beans were made for other properties.
 */
class FixedPropertiesTests {

	private final StaticApplicationContext alone = new StaticApplicationContext();

	private final StaticApplicationContext node = new StaticApplicationContext();

	FixedPropertiesTests() {
		this.node.registerSingleton("wkClusterCustomizer", Object.class);
	}

	@Test
	void acceptsWhatTheBeansWereMadeFor() {
		assertThatNoException().isThrownBy(() -> check(this.alone, "wk.net.cluster.enabled", false));
		assertThatNoException().isThrownBy(() -> check(this.node, "wk.net.cluster.enabled", true));
	}

	@Test
	void refusesToBecomeANodeOfACluster() {
		assertRefused(this.alone, "wk.net.cluster.enabled", true);
	}

	@Test
	void refusesToLeaveTheCluster() {
		assertRefused(this.node, "wk.net.cluster.enabled", false);
	}

	@Test
	void refusesToBeSwitchedOff() {
		assertRefused(this.alone, "wk.net.enabled", false);
	}

	private static void assertRefused(StaticApplicationContext context, String property, boolean value) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> check(context, property, value))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(property);
				assertThat(ex.getValue()).isEqualTo(value);
				assertThat(ex.getReason()).startsWith("It was '" + !value + "' when the application was processed");
			});
	}

	private static void check(StaticApplicationContext context, String property, boolean value) {
		WkNetProperties properties = new Binder(new MapConfigurationPropertySource(Map.of(property, value)))
			.bindOrCreate("wk.net", WkNetProperties.class);
		FixedProperties.check(properties, context);
	}

}
