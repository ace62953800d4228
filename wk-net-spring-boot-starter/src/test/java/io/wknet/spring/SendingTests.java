package io.wknet.spring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import com.example.EverybodyController;
import com.example.Lobby;
import com.example.NewsJob;
import com.example.NoticeController;
import com.example.TopicConfiguration;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The classes of the pages in one application, and its clients.
 */
class SendingTests {

	private static ConfigurableApplicationContext context;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	@BeforeAll
	static void start() {
		context = new SpringApplication(Application.class).run("--server.port=0", "--wk.net.tcp.port=0");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void sendsToAUserFromAController() throws Exception {
		try (TestClient alice = login("alice"); TestClient bob = login("bob")) {
			String answer = post("/users/alice/notices", "lunch");
			assertThat(new JsonMapper().readTree(answer).path("reached").asInt()).isOne();
			assertThat(alice.receiveText()).isEqualTo("{\"text\":\"lunch\"}");
			bob.send(PingFrame.INSTANCE);
			assertThat(bob.receive()).isInstanceOf(PongFrame.class);
		}
		assertThat(new JsonMapper().readTree(post("/users/nobody/notices", "lunch")).path("reached").asInt(-1))
			.isZero();
	}

	@Test
	void sendsToATopicFromAController() throws Exception {
		try (TestClient carol = login("carol"); TestClient dave = login("dave")) {
			context.getBean(Topics.class).subscribe("carol", Topic.of("group"));
			post("/topics/group/notices", "lunch");
			assertThat(carol.receiveText()).isEqualTo("{\"text\":\"lunch\"}");
			dave.send(PingFrame.INSTANCE);
			assertThat(dave.receive()).isInstanceOf(PongFrame.class);
		}
	}

	@Test
	void sendsToAllFromAReactiveController() throws Exception {
		try (TestClient eve = login("eve"); TestClient frank = login("frank")) {
			String answer = post("/everybody/notices", "lunch");
			assertThat(new JsonMapper().readTree(answer).path("reached").asInt()).isEqualTo(2);
			assertThat(eve.receiveText()).isEqualTo("{\"text\":\"lunch\"}");
			assertThat(frank.receiveText()).isEqualTo("{\"text\":\"lunch\"}");
		}
	}

	@Test
	void sendsFromAJob() throws Exception {
		try (TestClient grace = login("grace")) {
			context.getBean(Topics.class).subscribe("grace", Topic.of("news"));
			context.getBean(NewsJob.class).send();
			assertThat(grace.receiveText()).startsWith("It is ");
		}
	}

	@Test
	void speaksInTheLobby() {
		ServerRunner.create().withBean(Lobby.class).run((runner) -> {
			int port = ServerRunner.port(runner);
			try (TestClient heidi = TestClient.login(port, "heidi", ServerRunner.TOKEN)) {
				assertThat(heidi.receiveText()).isEqualTo("heidi is here");
				try (TestClient ivan = TestClient.login(port, "ivan", ServerRunner.TOKEN)) {
					assertThat(ivan.receiveText()).isEqualTo("ivan is here");
					assertThat(heidi.receiveText()).isEqualTo("ivan is here");
					ivan.send(18, "good morning");
					assertThat(heidi.receiveText()).isEqualTo("ivan: good morning");
					ivan.send(PingFrame.INSTANCE);
					assertThat(ivan.receive()).isInstanceOf(PongFrame.class);
				}
				assertThat(heidi.receiveText()).isEqualTo("ivan is gone");
			}
		});
	}

	@Test
	void asksTheAuthorizerWhenAClientSubscribes() throws Exception {
		try (TestClient judy = login("judy"); TestClient boss = login("boss")) {
			SubFrame open = SubFrame.of("1", "holidays", 2, SubFrame.SUBSCRIBE);
			SubFrame staff = SubFrame.of("2", "staff-room", 2, SubFrame.SUBSCRIBE);
			judy.send(open, staff);
			assertThat(judy.receive()).isEqualTo(SubackFrame.of(open, ReasonCode.SUCCESS));
			assertThat(judy.receive()).isEqualTo(SubackFrame.of(staff, ReasonCode.NOT_IN_WHITELIST));
			boss.send(staff);
			assertThat(boss.receive()).isEqualTo(SubackFrame.of(staff, ReasonCode.SUCCESS));
			WkNetTemplate template = context.getBean(WkNetTemplate.class);
			assertThat(template.sendToTopic("staff-room", 16, "secret").await(Duration.ofSeconds(10)).receivers())
				.isOne();
			assertThat(boss.receiveText()).isEqualTo("secret");
			template.sendToTopic("holidays", 16, "summer");
			assertThat(judy.receiveText()).isEqualTo("summer");
		}
	}

	private static int port() {
		return ServerRunner.port(context);
	}

	private static TestClient login(String uid) throws Exception {
		TestClient client = TestClient.login(port(), uid, uid);
		client.ping();
		return client;
	}

	private String post(String path, String text) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(
					URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path))
			.timeout(Duration.ofSeconds(10))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"" + text + "\"}"))
			.build();
		HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { SecurityFilterAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	@Import({ NoticeController.class, EverybodyController.class, NewsJob.class, TopicConfiguration.class })
	static class Application {

		@Bean
		Authenticator authenticator() {
			return (credentials) -> AuthResult.accepted(new Identity(credentials.uid(), DeviceLevel.SLAVE,
					credentials.uid().equals("boss") ? Map.of("role", "staff") : Map.of()));
		}

	}

}
