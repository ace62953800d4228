package io.wknet.sample.page;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.sample.SampleTest;
import io.wknet.sample.client.Shell;
import io.wknet.sample.sdk.SdkClient;
import io.wknet.sample.sdk.SdkClient.Message;
import io.wknet.sample.sdk.SdkClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WuKongIM's JavaScript SDK (the variable header, encrypted, over WebSocket), the page
 * (the fixed header over WebSocket) and the shell command (the fixed header over TCP) in
 * one conversation.
 */
@SampleTest
class MixedRoomTests {

	private static final int PERSON = 1;

	private static final int GROUP = 2;

	@RegisterExtension
	static final Browsers browsers = new Browsers();

	@RegisterExtension
	static final SdkClients sdkClients = new SdkClients();

	@LocalServerPort
	private int webPort;

	@Value("${local.wk.tcp.port}")
	private int tcpPort;

	@Value("${local.wk.ws.port}")
	private int wsPort;

	@Autowired
	private ConnectionRegistry connections;

	private SdkClient alice;

	private ChatPage bob;

	private Shell carol;

	@BeforeEach
	void logIn() throws InterruptedException {
		this.alice = sdkClients.client("alice", this.wsPort).login();
		this.bob = ChatPage.open(browsers.next(), this.webPort).login("bob");
		this.carol = Shell.chat("carol", "--port=" + this.tcpPort);
		assertThat(this.carol.line()).startsWith("* you are carol");
	}

	@AfterEach
	void awaitTheEndOfAllConnections() {
		this.connections.forEach(WkConnection::kick);
		ChatPage.soon().until(() -> this.connections.connectionCount() == 0);
	}

	@Test
	void everybodyReadsEverybodyInTheLobby() throws Exception {
		this.alice.send("lobby", GROUP, "hello from the SDK 🙂");
		assertThat(this.carol.line()).isEqualTo("[alice in lobby] hello from the SDK 🙂");
		this.bob.awaitMessages("alice: hello from the SDK 🙂");
		this.bob.say("hello from the page, grüezi");
		assertThat(this.carol.line()).isEqualTo("[bob in lobby] hello from the page, grüezi");
		assertMessage("bob", "lobby", GROUP, 2, "hello from the page, grüezi");
		this.carol.type("hello from the terminal");
		assertThat(this.carol.line()).isEqualTo("* sent to lobby, number 3");
		assertMessage("carol", "lobby", GROUP, 3, "hello from the terminal");
		this.bob.awaitMessages("alice: hello from the SDK 🙂", "You: hello from the page, grüezi · sent",
				"carol: hello from the terminal");
		this.bob.assertNoComplaints();
	}

	@Test
	void eachTwoOfThemTalkAlone() throws Exception {
		this.alice.send("bob", PERSON, "SDK to page");
		assertThat(this.alice.ack().seq()).isEqualTo(1);
		ChatPage.soon().until(() -> this.bob.listed("alice"), "online 1 unread"::equals);
		this.bob.talkTo("alice");
		this.bob.say("page to SDK");
		assertMessage("bob", "bob", PERSON, 2, "page to SDK");
		this.bob.awaitMessages("alice: SDK to page", "You: page to SDK · sent");
		this.alice.send("carol", PERSON, "SDK to terminal");
		assertThat(this.carol.line()).isEqualTo("[alice] SDK to terminal");
		this.carol.type("/to alice");
		assertThat(this.carol.line()).isEqualTo("* you write to alice");
		this.carol.type("terminal to SDK");
		assertThat(this.carol.line()).isEqualTo("* sent to alice, number 2");
		assertMessage("carol", "carol", PERSON, 2, "terminal to SDK");
		this.bob.assertNoComplaints();
	}

	private void assertMessage(String from, String channel, int channelType, long seq, String text)
			throws InterruptedException {
		Message message = this.alice.message();
		assertThat(message)
			.isEqualTo(new Message(message.id(), seq, from, channel, channelType, message.unread(), 1, text));
	}

}
