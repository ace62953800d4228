package com.example.socketio;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.wknet.spring.GuideApplication;
import io.wknet.spring.GuidePage;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What docs/guides/from-netty-socketio.md makes.
 */
class SocketIoGuideTests {

	private static final String SCRIPT = """
			setTimeout(() => process.exit(1), 10_000).unref();
			const [url, token] = process.argv.slice(2);
			const client = new WkClient(url, 'browser', token);
			client.on(16, (message) => {
				if (message.ack) {
					client.send(17, { id: 'b', room: 'kitchen' });
				}
				else {
					console.log('heard ' + message.text);
					client.close();
				}
			});
			client.on(17, (answer) => console.log(answer.ack + ' ' + answer.status));
			client.on('refused', (code) => console.log('refused ' + code));
			client.on('connected', () => client.send(16, { id: 'a', room: 'lobby', text: 'from a browser' }));
			""";

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = GuideApplication.run("from-netty-socketio", Application.class,
				"wk.net.auth.token=" + ServerRunner.TOKEN, "wk.net.ws.port=0", "wk.net.ws.host=127.0.0.1");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void talksToTheOthersInARoomAndAcknowledges() throws Exception {
		try (TestClient alice = login("alice"); TestClient bob = login("bob"); TestClient carol = login("carol")) {
			String join = "{\"id\":\"1\",\"room\":\"garden\"}";
			alice.send(17, join);
			assertThat(alice.receiveText()).isEqualTo("{\"ack\":\"1\",\"status\":\"joined\"}");
			bob.send(17, join);
			bob.receiveText();
			alice.send(16, "{\"id\":\"2\",\"room\":\"garden\",\"text\":\"hello\"}");
			assertThat(alice.receiveText()).isEqualTo("{\"ack\":\"2\",\"status\":\"sent\"}");
			assertThat(bob.receiveText()).contains("\"text\":\"hello\"");
			carol.send(16, "{\"id\":\"3\",\"room\":\"lobby\",\"text\":\"only the lobby\"}");
			assertThat(carol.receiveText()).contains("\"ack\":\"3\"");
			assertThat(bob.receiveText()).contains("only the lobby");
		}
	}

	@Test
	void saysWhatWentWrongAndGoesOn() throws Exception {
		try (TestClient dave = login("dave")) {
			dave.send(16, "{\"id\":\"1\",\"room\":\"lobby\",\"text\":\" \"}");
			assertThat(dave.receiveText()).isEqualTo("there is nothing to say");
			dave.ping();
		}
	}

	/**
	 * The page's client for browsers, in Node.
	 */
	@Test
	void servesTheClientInJavaScript(@TempDir Path directory) throws Exception {
		assumeTrue(knowsWebSockets(), "there is no Node 20 or newer");
		Path script = Files.writeString(directory.resolve("client.mjs"),
				GuidePage.of("from-netty-socketio").snippet("client.js") + SCRIPT);
		String url = "ws://127.0.0.1:" + context.getEnvironment().getProperty("local.wk.ws.port") + "/";
		try (TestClient erin = login("erin")) {
			Process node = node(script.toString(), url, ServerRunner.TOKEN).start();
			assertThat(erin.receiveText()).contains("from a browser");
			erin.send(17, "{\"id\":\"1\",\"room\":\"kitchen\"}");
			erin.receiveText();
			String heard = "";
			try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
				heard = output.readLine();
				erin.send(16, "{\"id\":\"2\",\"room\":\"kitchen\",\"text\":\"hello browser\"}");
				assertThat(heard).isEqualTo("b joined");
				assertThat(output.readLine()).isEqualTo("heard hello browser");
			}
			finally {
				node.destroy();
			}
		}
		Process refused = node(script.toString(), url, "wrong").start();
		assertThat(new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
			.isEqualTo("refused 2\n");
	}

	private static boolean knowsWebSockets() throws Exception {
		try {
			Process node = node("-e", "process.exit(typeof WebSocket === 'function' ? 0 : 1)").start();
			return node.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static ProcessBuilder node(String... arguments) {
		List<String> command = new ArrayList<>(List.of("node", "--experimental-websocket"));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
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
