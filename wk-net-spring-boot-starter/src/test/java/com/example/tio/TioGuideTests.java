package com.example.tio;

import io.wknet.spring.GuideApplication;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/guides/from-t-io.md makes.
 */
class TioGuideTests {

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = GuideApplication.run("from-t-io", Application.class, "wk.net.auth.token=" + ServerRunner.TOKEN);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void sendsToAUser() throws Exception {
		try (TestClient alice = login("alice"); TestClient bob = login("bob")) {
			alice.send(16, "{\"to\":\"bob\",\"text\":\"hello\"}");
			assertThat(bob.receiveText()).isEqualTo("{\"to\":\"alice\",\"text\":\"hello\"}");
			assertThat(alice.receiveText()).isEqualTo("sent");
			alice.send(16, "{\"to\":\"nobody\",\"text\":\"hello\"}");
			assertThat(alice.receiveText()).isEqualTo("offline");
		}
	}

	@Test
	void sendsToAGroup() throws Exception {
		try (TestClient carol = login("carol"); TestClient dave = login("dave")) {
			carol.send(17, "{\"to\":\"all-hands\",\"text\":\"lunch\"}");
			assertThat(dave.receiveText()).isEqualTo("{\"to\":\"carol\",\"text\":\"lunch\"}");
			assertThat(carol.receiveText()).isEqualTo("{\"to\":\"carol\",\"text\":\"lunch\"}");
		}
	}

	private static TestClient login(String uid) throws Exception {
		TestClient client = TestClient.login(ServerRunner.port(context), uid, ServerRunner.TOKEN);
		client.ping();
		return client;
	}

	@SpringBootApplication
	static class Application {

	}

}
