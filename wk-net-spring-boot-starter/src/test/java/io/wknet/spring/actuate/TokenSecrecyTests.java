package io.wknet.spring.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.wknet.canary.CanaryWatch;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No token is in what the actuator shows. {@link io.wknet.canary.CanaryExtension} fails
 * this class if {@link CanaryWatch} saw it.
 */
class TokenSecrecyTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context = new SpringApplication(Application.class).run(
			"--server.port=0", "--wk.net.tcp.port=0", "--wk.net.auth.token=" + ServerRunner.TOKEN,
			"--management.endpoints.web.exposure.include=*", "--management.endpoint.health.show-details=always",
			"--management.endpoints.access.default=unrestricted", "--debug");

	@AfterEach
	void close() {
		this.context.close();
	}

	private String look(String path) throws Exception {
		int port = this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		HttpResponse<String> response = this.http.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator" + path)).build(),
				HttpResponse.BodyHandlers.ofString());
		CanaryWatch.instance().look(response.body());
		response.headers().map().forEach((name, values) -> CanaryWatch.instance().look(name + values));
		return response.body();
	}

	@Test
	void noEndpointShowsTheToken() throws Exception {
		int tcp = ServerRunner.port(this.context);
		try (TestClient alice = TestClient.connect(tcp); TestClient refused = TestClient.connect(tcp)) {
			assertThat(alice.authenticate("alice", ServerRunner.TOKEN).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(refused.authenticate("alice", ServerRunner.TOKEN.substring(1)).reasonCode())
				.isEqualTo(ReasonCode.AUTH_FAIL);
			List<String> seen = new ArrayList<>();
			JsonNode links = new JsonMapper().readTree(look("")).get("_links");
			for (String name : links.propertyNames()) {
				if (!links.get(name).path("templated").asBoolean() && !name.equals("heapdump")) {
					look("/" + name);
					seen.add(name);
				}
			}
			assertThat(seen).contains("env", "configprops", "connections", "metrics", "health", "threaddump");
			assertThat(look("/env/wk.net.auth.token")).contains("******");
			assertThat(look("/configprops/wk.net")).contains("******");
			JsonNode page = new JsonMapper().readTree(look("/connections?uid=alice"));
			look("/connections/" + page.at("/connections/0/id").asString());
			for (JsonNode name : new JsonMapper().readTree(look("/metrics")).get("names")) {
				look("/metrics/" + name.asString());
			}
			assertThat(look("/metrics/wk.net.auth")).contains("outcome");
		}
	}

	/**
	 * Not a test of security: without it, whoever may read the actuator may do all.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { ServletWebSecurityAutoConfiguration.class,
			SecurityFilterAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

	}

}
