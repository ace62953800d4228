package io.wknet.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import io.wknet.auth.Authenticator;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example on the page about the client.
 */
class ClientPageTests {

	@Test
	void theExampleRuns() throws Exception {
		try (BoundWkServer server = WkServer.create()
			.port(0)
			.authenticator(Authenticator.sharedToken("secret"))
			.onFrame((connection, frame) -> {
				if (frame instanceof SendFrame send) {
					connection.send(SendackFrame.accepted(send, 1, 1));
					connection.send(RecvFrame.of(send, "alice", "alice", 1, 1));
				}
			})
			.bind()) {
			int port = server.port();
			// @formatter:off
			// snippet
			WkClient client = WkClient.create().host("localhost").port(port).uid("alice").token("secret");
			try (WkClientConnection alice = client.connectNow(Duration.ofSeconds(5))) {
				CompletionStage<SendackFrame> ack = alice.sendForAck("alice", 1, Payload.utf8("hello"),
						Duration.ofSeconds(5));
				ServerFrame frame = alice.receive(Duration.ofSeconds(5));
				assertThat(frame).isInstanceOf(RecvFrame.class);
				assertThat(ack).succeedsWithin(Duration.ofSeconds(5)).matches((sendack) -> sendack.messageSeq() == 1);
			}
			// end
			// @formatter:on
		}
	}

	@Test
	void thePageShowsTheExampleThatRuns() throws IOException {
		String source = Files
			.readString(Path.of("src/test/java/io/wknet/client", getClass().getSimpleName() + ".java"));
		String snippet = source.substring(source.indexOf("// snippet\n") + 11, source.indexOf("// end\n"))
			.lines()
			.map(String::stripLeading)
			.collect(Collectors.joining("\n"))
			.strip();
		String page = Files.readString(Path.of("docs/client.md"))
			.lines()
			.map(String::stripLeading)
			.collect(Collectors.joining("\n"));
		assertThat(page).contains(snippet);
	}

}
