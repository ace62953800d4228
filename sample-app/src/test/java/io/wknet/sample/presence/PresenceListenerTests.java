package io.wknet.sample.presence;

import java.util.List;

import io.wknet.sample.presence.PresenceListener.Answer;
import io.wknet.sample.presence.PresenceListener.Question;
import io.wknet.spring.test.WkNetTest;
import io.wknet.spring.test.WkTestClient;
import io.wknet.spring.test.WkTestClients;
import org.junit.jupiter.api.Test;

import static io.wknet.spring.test.WkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shows {@link WkNetTest @WkNetTest}: frames in, frames out, over a real socket.
 */
@WkNetTest
class PresenceListenerTests {

	@Test
	void tellsWhoIsOnline(WkTestClients clients) {
		WkTestClient alice = clients.login("alice", "alice-token");
		clients.login("bob", "bob-token");
		alice.send(16, new Question(List.of("bob", "carol"), null));
		assertThat(alice.receive(16, Answer.class).online()).containsEntry("bob", true).containsEntry("carol", false);
	}

	@Test
	void explainsWhatItCanNotRead(WkTestClients clients) {
		WkTestClient alice = clients.login("alice", "alice-token");
		alice.send(16, "who?");
		assertThat(alice.receive()).isApplication(16).payloadAsText().startsWith("{\"error\":");
		alice.expectNothing();
	}

}
