package io.wknet.sample.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.sample.SampleTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the guide to JSON types into the console of a browser, in a real one.
 */
@SampleTest
@TestPropertySource(properties = "wk.net.ws.json=true")
class JsonConsoleTests {

	@RegisterExtension
	static final Browsers browsers = new Browsers();

	@LocalServerPort
	private int webPort;

	@Value("${local.wk.ws.port}")
	private int wsPort;

	@Autowired
	private ConnectionRegistry connections;

	@AfterEach
	void awaitTheEndOfAllConnections() {
		this.connections.forEach(WkConnection::kick);
		ChatPage.soon().until(() -> this.connections.connectionCount() == 0);
	}

	@Test
	void talksToTheMessenger() throws IOException {
		ChatPage bob = ChatPage.open(browsers.next(), this.webPort).login("bob");
		ChatPage console = ChatPage.open(browsers.next(), this.webPort);
		console.script(snippet("browser").replace(":5200/", ":" + this.wsPort + "/") + """
				window.say = say;
				window.said = [];
				socket.addEventListener('message', (event) => said.push(JSON.parse(event.data)));
				""");
		assertThat(said(console, 1)).singleElement()
			.satisfies((answer) -> assertThat(answer).containsEntry("id", "1")
				.extracting("result.reasonCode")
				.isEqualTo(1L));
		console.script(snippet("conversation"));
		bob.talkTo("alice");
		bob.awaitMessages("alice: hello");
		assertThat(said(console, 4)).extracting((answer) -> answer.get("id"))
			.containsExactlyInAnyOrder("1", "2", "3", null);
		assertThat(said(console, 4)).filteredOn((answer) -> "frame".equals(answer.get("method")))
			.singleElement()
			.extracting("params.payload.online")
			.isEqualTo(Map.of("alice", true, "bob", true));
		bob.say("hi");
		assertThat(said(console, 5)).last()
			.satisfies((answer) -> assertThat(answer).containsEntry("method", "recv")
				.extracting("params.fromUid", "params.payload.content")
				.containsExactly("bob", "hi"));
		console.assertNoComplaints();
	}

	/**
	 * What the server has said, once it has said so much.
	 */
	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> said(ChatPage console, int count) {
		return ChatPage.soon()
			.until(() -> (List<Map<String, Object>>) console.script("return said"), (said) -> said.size() >= count);
	}

	private static String snippet(String name) throws IOException {
		String page = Files.readString(Path.of("..", "wk-net-spring-boot-starter", "docs", "json.md"));
		Matcher matcher = Pattern.compile("<!-- snippet: " + name + " -->\n```js\n(.*?)```", Pattern.DOTALL)
			.matcher(page);
		assertThat(matcher.find()).as(name).isTrue();
		return matcher.group(1);
	}

}
