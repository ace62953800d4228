package io.wknet.spring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

/**
 * The application that a guide makes: the classes beside it, and the
 * {@code application.yml} of the page, but for ports.
 */
public final class GuideApplication {

	private static final List<String> OURS = List.of("spring.main.web-application-type=none",
			"spring.main.banner-mode=off", "server.port=0", "wk.net.tcp.port=0", "wk.net.tcp.host=127.0.0.1",
			"wk.net.event-loops=2");

	private GuideApplication() {
	}

	/**
	 * Start it, without a web server unless the properties say otherwise.
	 * @param page the name of the guide
	 * @param application whose package is scanned
	 * @param properties come before those of the page
	 * @return the running application
	 */
	public static ConfigurableApplicationContext run(String page, Class<?> application, String... properties) {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(
				new ByteArrayResource(GuidePage.of(page).snippet("application.yml").getBytes(StandardCharsets.UTF_8)));
		Properties all = new Properties();
		all.putAll(yaml.getObject());
		Stream.concat(OURS.stream(), Arrays.stream(properties)).forEach((property) -> {
			int equals = property.indexOf('=');
			all.setProperty(property.substring(0, equals), property.substring(equals + 1));
		});
		SpringApplication spring = new SpringApplication(application);
		spring.setMainApplicationClass(application);
		spring.setDefaultProperties(all);
		return spring.run();
	}

}
