package io.wknet.spring.autoconfigure;

import org.springframework.context.ApplicationContext;

/**
 * Properties that decide which beans there are. If an application was processed ahead of
 * time, they were read then; a value that says otherwise at startup would do nothing, or
 * half of what it should.
 */
final class FixedProperties {

	private FixedProperties() {
	}

	/**
	 * Check them against the beans that there are.
	 */
	static void check(WkNetProperties properties, ApplicationContext context) {
		check("wk.net.enabled", properties.enabled(), true);
		check("wk.net.cluster.enabled", properties.cluster().enabled(), context.containsBean("wkClusterCustomizer"));
	}

	private static void check(String name, boolean value, boolean fixed) {
		if (value != fixed) {
			throw PropertyChecks.invalid(name, value, "It was '" + fixed
					+ "' when the application was processed ahead of time, and can not change after that. Build the "
					+ "application with the value that it is to run with.");
		}
	}

}
