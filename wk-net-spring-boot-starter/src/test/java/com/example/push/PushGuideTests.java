package com.example.push;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryRejectedException;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.RemoteDeliveryException;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.spring.GuideApplication;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/guides/push-from-rest.md makes, over HTTP.
 */
class PushGuideTests {

	private static final String CREDENTIALS = "shop:" + ServerRunner.TOKEN;

	private static ConfigurableApplicationContext context;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	@BeforeAll
	static void start() {
		context = GuideApplication.run("push-from-rest", Application.class, "spring.main.web-application-type=servlet",
				"server.address=127.0.0.1", "wk.net.auth.token=" + ServerRunner.TOKEN,
				"spring.security.user.password={noop}" + ServerRunner.TOKEN);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void reachesTheDevicesOfAUser() throws Exception {
		try (TestClient alice = login("alice"); TestClient bob = login("bob")) {
			JsonNode result = sent(post("/push/users/alice", "1", CREDENTIALS));
			assertThat(result.path("reached").asInt()).isOne();
			assertThat(alice.receiveText()).isEqualTo("{\"id\":\"1\",\"text\":\"lunch\"}");
			assertHasNothing(bob);
		}
	}

	@Test
	void saysThatAUserIsOffline() throws Exception {
		JsonNode result = sent(post("/push/users/nobody", "1", CREDENTIALS));
		assertThat(result.path("reached").asInt(-1)).isZero();
	}

	@Test
	void sendsARepeatedRequestOnce() throws Exception {
		try (TestClient carol = login("carol")) {
			String first = post("/push/users/carol", "7", CREDENTIALS).body();
			assertThat(post("/push/users/carol", "7", CREDENTIALS).body()).isEqualTo(first);
			post("/push/users/carol", "8", CREDENTIALS);
			assertThat(carol.receiveText()).contains("\"id\":\"7\"");
			assertThat(carol.receiveText()).contains("\"id\":\"8\"");
		}
	}

	@Test
	void reachesTheSubscribersOfATopic() throws Exception {
		try (TestClient dave = login("dave"); TestClient erin = login("erin")) {
			context.getBean(Topics.class).subscribe("dave", Topic.of("news"));
			assertThat(sent(post("/push/topics/news", "1", CREDENTIALS)).path("reached").asInt()).isOne();
			assertThat(dave.receiveText()).contains("lunch");
			assertHasNothing(erin);
		}
	}

	@Test
	void reachesEverybody() throws Exception {
		try (TestClient frank = login("frank"); TestClient grace = login("grace")) {
			assertThat(sent(post("/push/everybody", UUID.randomUUID().toString(), CREDENTIALS)).path("reached").asInt())
				.isEqualTo(2);
			assertThat(frank.receiveText()).contains("lunch");
			assertThat(grace.receiveText()).contains("lunch");
		}
	}

	@Test
	void refusesWhoMayNotPush() throws Exception {
		assertThat(post("/push/everybody", "1", "shop:wrong").statusCode()).isEqualTo(401);
		assertThat(post("/push/users/alice", "1", null).statusCode()).isEqualTo(401);
	}

	@Test
	void refusesARequestWithoutAKey() throws Exception {
		assertThat(post("/push/users/alice", null, CREDENTIALS).statusCode()).isEqualTo(400);
	}

	@Test
	void tellsACallerToSlowDown() {
		PushController controller = context.getBean(PushController.class);
		assertThat(controller.tooFast(new DeliveryRejectedException(10, 20, 20)).getStatusCode().value())
			.isEqualTo(429);
		RemoteDeliveryException partly = new RemoteDeliveryException("away", Delivery.toNobody().result(), null);
		assertThat(controller.partly(partly).getStatusCode().value()).isEqualTo(502);
	}

	@Test
	void sendsAgainWhatWasRejected() {
		RecentPushes recent = new RecentPushes();
		assertThat(catchRejection(recent)).isTrue();
		DeliveryResult result = recent.once("key", Delivery::toNobody).result();
		assertThat(result.isComplete()).isTrue();
	}

	@Test
	void forgetsTheOldestKey() {
		RecentPushes recent = new RecentPushes();
		Delivery first = recent.once("first", Delivery::toNobody);
		for (int i = 0; i < 10_000; i++) {
			recent.once(String.valueOf(i), Delivery::toNobody);
		}
		boolean[] sent = new boolean[1];
		recent.once("first", () -> {
			sent[0] = true;
			return first;
		});
		assertThat(sent[0]).isTrue();
	}

	private static boolean catchRejection(RecentPushes recent) {
		try {
			recent.once("key", () -> {
				throw new DeliveryRejectedException(10, 20, 20);
			});
			return false;
		}
		catch (DeliveryRejectedException ex) {
			return true;
		}
	}

	private static TestClient login(String uid) throws Exception {
		TestClient client = TestClient.login(ServerRunner.port(context), uid, ServerRunner.TOKEN);
		client.ping();
		return client;
	}

	private static void assertHasNothing(TestClient client) throws Exception {
		client.send(PingFrame.INSTANCE);
		assertThat(client.receive()).isInstanceOf(PongFrame.class);
	}

	private static JsonNode sent(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return new JsonMapper().readTree(response.body());
	}

	private HttpResponse<String> post(String path, String key, String credentials) throws Exception {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(
					URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path))
			.timeout(Duration.ofSeconds(10))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"lunch\"}"));
		if (key != null) {
			request.header("Idempotency-Key", key);
		}
		if (credentials != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
		}
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@SpringBootApplication
	static class Application {

	}

}
