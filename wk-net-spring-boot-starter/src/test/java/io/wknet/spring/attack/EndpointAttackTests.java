package io.wknet.spring.attack;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wknet.connection.CloseReason;
import io.wknet.server.BoundWkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.jspecify.annotations.Nullable;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Somebody who is nobody tries to read the endpoint whole, and to close connections with
 * it.
 */
class EndpointAttackTests {

	private static final String UNRESTRICTED = "--management.endpoint.connections.access=unrestricted";

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private @Nullable ConfigurableApplicationContext context;

	private void start(Class<?> application, String... more) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--wk.net.tcp.port=0", "--wk.net.auth.token=" + ServerRunner.TOKEN,
						"--wk.net.event-loops=2", "--management.endpoints.web.exposure.include=*",
						"--spring.security.user.name=operator", "--spring.security.user.password=operates"));
		arguments.addAll(List.of(more));
		this.context = new SpringApplication(application).run(arguments.toArray(String[]::new));
	}

	@AfterEach
	void close() {
		context().close();
	}

	@Test
	void nobodyClosesAnythingByDefault() throws Exception {
		start(Open.class);
		try (TestClient victim = login("victim")) {
			for (String id : List.of("-1", "99999999999999999999", "%00", "..%2F..", "x".repeat(4000))) {
				// Some do not get past the web server.
				assertThat(exchange("DELETE", "/" + id, null).statusCode()).as(id).isIn(400, 405);
			}
			for (String id : List.of(idOf("victim"), "0", "nonsense")) {
				assertThat(exchange("DELETE", "/" + id, null).statusCode()).as(id).isEqualTo(405);
			}
			assertThat(exchange("DELETE", "", null).statusCode()).isIn(404, 405);
			assertThat(exchange("POST", "/" + idOf("victim"), null).statusCode()).isEqualTo(405);
			assertUnharmed(victim);
		}
	}

	@Test
	void bootsOwnSecurityRefusesTheAnonymous() throws Exception {
		start(Secured.class, UNRESTRICTED);
		try (TestClient victim = login("victim")) {
			assertThat(exchange("DELETE", "/" + idOf("victim"), null).statusCode()).isIn(401, 403);
			assertThat(exchange("GET", "", null).statusCode()).isEqualTo(401);
			assertThat(exchange("GET", "/" + idOf("victim"), null).statusCode()).isEqualTo(401);
			assertThat(exchange("GET", "?uid=victim", null).statusCode()).isEqualTo(401);
			assertThat(exchange("GET", "", "operator:guessed").statusCode()).isEqualTo(401);
			assertThat(exchange("GET", "", "operator:operates").statusCode()).isEqualTo(200);
			assertUnharmed(victim);
		}
	}

	@Test
	void onlyWhoMayClosesAConnection() throws Exception {
		start(SecuredForScripts.class, UNRESTRICTED);
		try (TestClient victim = login("victim")) {
			String id = idOf("victim");
			assertThat(exchange("DELETE", "/" + id, null).statusCode()).isEqualTo(401);
			assertThat(exchange("DELETE", "/" + id, "operator:guessed").statusCode()).isEqualTo(401);
			assertThat(exchange("DELETE", "/" + id, "victim:" + ServerRunner.TOKEN).statusCode()).isEqualTo(401);
			assertUnharmed(victim);
			assertThat(exchange("DELETE", "/" + id, "operator:operates").statusCode()).isEqualTo(204);
			assertThat(victim.receiveDisconnect()).isEqualTo("KICKED");
			await().atMost(10, TimeUnit.SECONDS).until(() -> server().connections().connectionCount() == 0);
			assertThat(exchange("DELETE", "/" + id, "operator:operates").statusCode()).isEqualTo(404);
			assertThat(server().stats().closed()).containsEntry(CloseReason.KICKED, 1L);
		}
	}

	@Test
	void noPageIsLargerThanPagesMayBe() throws Exception {
		start(Open.class);
		try (TestClient subscriber = login("subscriber")) {
			context().getBean(Topics.class).subscribe("subscriber", Topic.of("lobby"));
			for (String all : List.of("?uid=subscriber&", "?topic=lobby&")) {
				for (String query : List.of("size=101", "size=0", "size=-1", "size=2147483647", "size=2147483648",
						"size=x", "page=-1", "page=2147483647&size=100")) {
					assertThat(exchange("GET", all + query, null).statusCode()).as(all + query).isEqualTo(400);
				}
			}
			assertUnharmed(subscriber);
		}
	}

	@Test
	void whoNamesNoSizeGetsASmallPage() throws Exception {
		start(Open.class);
		List<TestClient> subscribers = new ArrayList<>();
		try {
			for (int i = 0; i < 120; i++) {
				subscribers.add(login("subscriber" + i));
				context().getBean(Topics.class).subscribe("subscriber" + i, Topic.of("lobby"));
			}
			assertThat(page("?topic=lobby").path("total").asInt()).isEqualTo(120);
			assertThat(page("?topic=lobby").path("connections").size()).isEqualTo(20);
			assertThat(page("?topic=lobby&size=100").path("connections").size()).isEqualTo(100);
			assertThat(page("?topic=lobby&size=100&page=1").path("connections").size()).isEqualTo(20);
			assertThat(page("?topic=lobby&size=100&page=2").path("connections").size()).isZero();
			// The numbers alone, whatever is asked for.
			assertThat(page("?size=100").has("connections")).isFalse();
		}
		finally {
			for (TestClient subscriber : subscribers) {
				subscriber.close();
			}
		}
	}

	private void assertUnharmed(TestClient client) throws Exception {
		client.ping();
		assertThat(server().connections().connectionCount()).isOne();
		assertThat(server().stats().closed().values()).containsOnly(0L);
	}

	private ConfigurableApplicationContext context() {
		ConfigurableApplicationContext current = this.context;
		assert current != null;
		return current;
	}

	private BoundWkServer server() {
		BoundWkServer current = context().getBean(BoundServerReference.class).get();
		assert current != null;
		return current;
	}

	private String idOf(String uid) {
		return Long.toString(server().connections().findByUid(uid).get(0).id());
	}

	private TestClient login(String uid) throws Exception {
		return TestClient.login(ServerRunner.port(context()), uid, ServerRunner.TOKEN);
	}

	private JsonNode page(String query) throws Exception {
		HttpResponse<String> answer = exchange("GET", query, null);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return new JsonMapper().readTree(answer.body());
	}

	private HttpResponse<String> exchange(String method, String path, @Nullable String credentials) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + context().getEnvironment().getProperty("local.server.port")
				+ "/actuator/connections" + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.timeout(Duration.ofSeconds(10))
			.method(method, HttpRequest.BodyPublishers.noBody());
		if (credentials != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
		}
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { SecurityFilterAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Open {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Secured {

	}

	/**
	 * As an application would do it whose operators use scripts: who is nobody is stopped
	 * by nothing but the rule itself.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class SecuredForScripts {

		@Bean
		SecurityFilterChain actuator(HttpSecurity http) throws Exception {
			return http.securityMatcher("/actuator/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf(AbstractHttpConfigurer::disable)
				.build();
		}

	}

}
