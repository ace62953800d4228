package io.wknet.spring.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wknet.frame.ReasonCode;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
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
import static org.awaitility.Awaitility.await;

class ConnectionsEndpointTests {

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private ConfigurableApplicationContext context = start();

	private static ConfigurableApplicationContext start(String... properties) {
		SpringApplication application = new SpringApplication(Application.class);
		String[] arguments = { "--server.port=0", "--wk.net.tcp.port=0", "--wk.net.auth.token=" + ServerRunner.TOKEN,
				"--management.endpoints.web.exposure.include=*", "--management.endpoint.health.show-details=always" };
		String[] all = new String[arguments.length + properties.length];
		System.arraycopy(arguments, 0, all, 0, arguments.length);
		System.arraycopy(properties, 0, all, arguments.length, properties.length);
		return application.run(all);
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void summarizesAllConnections() throws Exception {
		try (TestClient alice = login("alice");
				TestClient guest = TestClient.connect(ServerRunner.port(this.context))) {
			alice.ping();
			await().atMost(10, TimeUnit.SECONDS).until(() -> get("").path("accepted").asInt() == 2);
			JsonNode summary = get("");
			assertThat(summary.propertyNames()).containsExactlyInAnyOrder("total", "authenticated", "users",
					"listeners", "accepted", "closed", "topics", "subscriptions");
			assertThat(summary.path("total").asInt()).isEqualTo(2);
			assertThat(summary.path("authenticated").asInt()).isOne();
			assertThat(summary.path("users").asInt()).isOne();
			assertThat(summary.path("listeners").path("tcp").asInt()).isEqualTo(2);
			assertThat(summary.path("closed").path("IDLE_TIMEOUT").asInt(-1)).isZero();
			assertThat(guest).isNotNull();
		}
	}

	@Test
	void showsOneConnectionWithoutAnythingSecret() throws Exception {
		try (TestClient client = login("alice")) {
			client.ping();
			String id = get("?uid=alice").path("connections").path(0).path("id").asString();
			HttpResponse<String> response = exchange("GET", "/" + id);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).doesNotContain(ServerRunner.TOKEN);
			JsonNode connection = new JsonMapper().readTree(response.body());
			assertThat(connection.propertyNames()).containsExactlyInAnyOrder("id", "uid", "deviceId", "deviceFlag",
					"listener", "protocol", "remoteAddress", "state", "connectedAt", "lastActivityAt", "framesIn",
					"framesOut", "bytesIn", "bytesOut", "subscriptionCount", "subscriptions");
			assertThat(connection.path("uid").asString()).isEqualTo("alice");
			assertThat(connection.path("state").asString()).isEqualTo("ACTIVE");
			assertThat(connection.path("protocol").asString()).isEqualTo("fixed");
			assertThat(connection.path("remoteAddress").asString()).startsWith("127.0.0.1:");
			assertThat(connection.path("framesIn").asLong()).isEqualTo(2);
		}
	}

	@Test
	void pagesTheConnectionsOfAUser() throws Exception {
		try (TestClient client = login("alice")) {
			client.ping();
			JsonNode first = get("?uid=alice&page=0&size=1");
			assertThat(first.path("total").asInt()).isOne();
			assertThat(first.path("connections").size()).isOne();
			assertThat(get("?uid=alice&page=1&size=1").path("connections").size()).isZero();
			assertThat(get("?uid=nobody").path("total").asInt(-1)).isZero();
			assertThat(exchange("GET", "?uid=alice&size=101").statusCode()).isEqualTo(400);
			assertThat(exchange("GET", "?uid=alice&page=-1").statusCode()).isEqualTo(400);
		}
	}

	@Test
	void countsTopicsAndSubscriptions() throws Exception {
		assertThat(get("").path("topics").asInt(-1)).isZero();
		try (TestClient alice = login("alice"); TestClient bob = login("bob")) {
			topics().subscribe("alice", Topic.of("lobby"));
			topics().subscribe("alice", new Topic("news", 6));
			topics().subscribe("bob", Topic.of("lobby"));
			JsonNode summary = get("");
			assertThat(summary.path("topics").asInt()).isEqualTo(2);
			assertThat(summary.path("subscriptions").asInt()).isEqualTo(3);
			alice.ping();
			bob.ping();
		}
		await().atMost(10, TimeUnit.SECONDS).until(() -> get("").path("subscriptions").asInt() == 0);
		assertThat(get("").path("topics").asInt(-1)).isZero();
	}

	@Test
	void showsTheFirstHundredTopicsOfAConnection() throws Exception {
		this.context.close();
		this.context = start("--wk.net.topics.max-per-connection=200");
		try (TestClient client = login("alice")) {
			topics().subscribe("alice", new Topic("news", 6));
			for (int i = 1; i <= 100; i++) {
				topics().subscribe("alice", Topic.of("group" + i));
			}
			client.ping();
			String id = get("?uid=alice").path("connections").path(0).path("id").asString();
			JsonNode connection = get("/" + id);
			assertThat(connection.path("subscriptionCount").asInt()).isEqualTo(101);
			assertThat(connection.path("subscriptions").size()).isEqualTo(100);
			assertThat(connection.path("subscriptions").path(0).toString())
				.isEqualTo("{\"channelId\":\"news\",\"channelType\":6}");
			assertThat(connection.path("subscriptions").path(99).path("channelId").asString()).isEqualTo("group99");
		}
	}

	@Test
	void pagesTheSubscribersOfATopic() throws Exception {
		try (TestClient alice = login("alice"); TestClient bob = login("bob"); TestClient carol = login("carol")) {
			for (String uid : List.of("carol", "bob", "alice")) {
				topics().subscribe(uid, new Topic("news & more", 6));
			}
			topics().subscribe("alice", Topic.of("lobby"));
			JsonNode page = get("?topic=news%20%26%20more&channelType=6&size=2");
			assertThat(page.path("channelId").asString()).isEqualTo("news & more");
			assertThat(page.path("channelType").asInt()).isEqualTo(6);
			assertThat(page.path("total").asInt()).isEqualTo(3);
			assertThat(page.path("connections")).extracting((connection) -> connection.path("uid").asString())
				.containsExactly("alice", "bob");
			assertThat(get("?topic=news%20%26%20more&channelType=6&size=2&page=1").path("connections"))
				.extracting((connection) -> connection.path("uid").asString())
				.containsExactly("carol");
			assertThat(get("?topic=lobby").path("total").asInt()).isOne();
			assertThat(get("?topic=nobody").path("total").asInt(-1)).isZero();
			alice.ping();
			bob.ping();
			carol.ping();
		}
	}

	@Test
	void refusesTopicsThatThereCanNotBe() throws Exception {
		assertThat(exchange("GET", "?topic=").statusCode()).isEqualTo(400);
		assertThat(exchange("GET", "?topic=" + "x".repeat(256)).statusCode()).isEqualTo(400);
		assertThat(exchange("GET", "?topic=lobby&channelType=256").statusCode()).isEqualTo(400);
		assertThat(exchange("GET", "?topic=lobby&channelType=-1").statusCode()).isEqualTo(400);
		assertThat(exchange("GET", "?topic=lobby&size=0").statusCode()).isEqualTo(400);
		assertThat(exchange("GET", "?topic=lobby&uid=alice").statusCode()).isEqualTo(400);
	}

	@Test
	void doesNotFindWhatIsNotThere() throws Exception {
		assertThat(exchange("GET", "/4711").statusCode()).isEqualTo(404);
		assertThat(exchange("GET", "/nonsense").statusCode()).isEqualTo(404);
	}

	@Test
	void isReadOnlyUnlessAllowedOtherwise() throws Exception {
		try (TestClient client = login("alice")) {
			String id = get("?uid=alice").path("connections").path(0).path("id").asString();
			assertThat(exchange("DELETE", "/" + id).statusCode()).isEqualTo(405);
			client.ping();
		}
	}

	@Test
	void kicksAConnectionIfAllowed() throws Exception {
		this.context.close();
		this.context = start("--management.endpoint.connections.access=unrestricted");
		try (TestClient client = login("alice")) {
			String id = get("?uid=alice").path("connections").path(0).path("id").asString();
			assertThat(exchange("DELETE", "/" + id).statusCode()).isEqualTo(204);
			assertThat(client.receive()).hasFieldOrPropertyWithValue("reasonCode", ReasonCode.CONNECT_KICK)
				.hasFieldOrPropertyWithValue("reason", "KICKED");
			assertThat(exchange("DELETE", "/4711").statusCode()).isEqualTo(404);
			await().atMost(10, TimeUnit.SECONDS).until(() -> get("").path("closed").path("KICKED").asInt() == 1);
		}
	}

	@Test
	void tellsOfTheClusterAlsoWhileRedisIsAway() throws Exception {
		this.context.close();
		this.context = start("--wk.net.cluster.enabled=true", "--wk.net.cluster.node-id=a",
				"--wk.net.cluster.timeout=200ms", "--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=1",
				"--management.health.redis.enabled=false");
		JsonNode cluster = get("").path("cluster");
		assertThat(cluster.propertyNames()).containsExactlyInAnyOrder("node", "state", "nodes", "users", "connections",
				"busLag");
		assertThat(cluster.path("node").asString()).isEqualTo("a");
		assertThat(cluster.path("state").asString()).isEqualTo("AWAY");
		HttpResponse<String> response = health();
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode health = new JsonMapper().readTree(response.body());
		assertThat(health.path("status").asString()).isEqualTo("UP");
		assertThat(health.path("components").path("wkCluster").path("status").asString()).isEqualTo("DEGRADED");
	}

	@Test
	void isPartOfHealth() throws Exception {
		HttpResponse<String> response = health();
		JsonNode health = new JsonMapper().readTree(response.body()).path("components").path("wkNet");
		assertThat(health.path("status").asString()).isEqualTo("UP");
		assertThat(health.path("details").path("listeners").path("tcp").asString())
			.endsWith(":" + ServerRunner.port(this.context));
	}

	private HttpResponse<String> health() throws Exception {
		return this.http.send(
				HttpRequest.newBuilder(URI.create(base() + "/health")).timeout(Duration.ofSeconds(10)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private TestClient login(String uid) throws Exception {
		return TestClient.login(ServerRunner.port(this.context), uid, ServerRunner.TOKEN);
	}

	private Topics topics() {
		return this.context.getBean(Topics.class);
	}

	private String base() {
		return "http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port") + "/actuator";
	}

	private JsonNode get(String path) throws Exception {
		HttpResponse<String> response = exchange("GET", path);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return new JsonMapper().readTree(response.body());
	}

	private HttpResponse<String> exchange(String method, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(base() + "/connections" + path))
			.timeout(Duration.ofSeconds(10))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { SecurityFilterAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

	}

}
