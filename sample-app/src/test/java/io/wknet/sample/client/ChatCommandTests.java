package io.wknet.sample.client;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.sample.SampleTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shell command, typed at and read line by line.
 */
@SampleTest
class ChatCommandTests {

	private static final String QUIT = "/quit";

	@Value("${local.wk.tcp.port}")
	private int port;

	@Autowired
	private ConnectionRegistry connections;

	@Test
	void carriesAConversation() throws Exception {
		Shell alice = chat("alice");
		Shell bob = chat("bob");
		assertThat(alice.line()).startsWith("* you are alice and write to lobby");
		assertThat(bob.line()).startsWith("* you are bob and write to lobby");
		alice.type("good morning");
		assertThat(alice.line()).isEqualTo("* sent to lobby, number 1");
		assertThat(bob.line()).isEqualTo("[alice in lobby] good morning");
		bob.type("/to alice");
		assertThat(bob.line()).isEqualTo("* you write to alice");
		bob.type("how are you?");
		assertThat(bob.line()).isEqualTo("* sent to alice, number 1");
		assertThat(alice.line()).isEqualTo("[bob] how are you?");
		alice.type(QUIT);
		bob.type(QUIT);
		assertThat(alice.exitCode()).isZero();
		assertThat(bob.exitCode()).isZero();
	}

	@Test
	void showsWhatWasMissedOnceOnly() throws Exception {
		assertThat(run("/to bob\nsee you\n", "alice")).isZero();
		Shell bob = chat("bob");
		bob.line();
		assertThat(bob.line()).isEqualTo("[alice] see you");
		bob.type(QUIT);
		assertThat(bob.exitCode()).isZero();
		Shell bobAgain = chat("bob");
		bobAgain.line();
		assertThat(run("/to bob\nback again?\n", "alice")).isZero();
		assertThat(bobAgain.line()).isEqualTo("[alice] back again?");
		bobAgain.type(QUIT);
		assertThat(bobAgain.exitCode()).isZero();
	}

	@Test
	void saysWhyAMessageIsNotSent() throws Exception {
		Shell alice = chat("alice");
		alice.line();
		alice.type("/group nowhere");
		alice.type("anybody?");
		alice.type("/dance");
		assertThat(alice.line()).isEqualTo("* you write to nowhere");
		assertThat(alice.line()).isEqualTo("* not sent to nowhere: CHANNEL_NOT_EXIST");
		assertThat(alice.line()).startsWith("* there is no such command");
		alice.type(QUIT);
		assertThat(alice.exitCode()).isZero();
	}

	@Test
	void endsWithTheConnection() throws Exception {
		Shell alice = chat("alice");
		alice.line();
		this.connections.findByUid("alice").forEach(WkConnection::kick);
		assertThat(alice.exitCode()).isEqualTo(1);
		assertThat(alice.line()).isEqualTo("* the connection has ended: KICKED");
	}

	@Test
	void endsWithoutALogin() {
		assertThat(run("", "alice", "--token", "secret")).isEqualTo(3);
	}

	@Test
	void endsWithoutAServer() {
		assertThat(run("", "alice", "--host=localhost", "--port=1")).isEqualTo(1);
	}

	@Test
	void explainsItsOptions() {
		assertThat(run("")).isEqualTo(2);
		assertThat(run("", "--help")).isEqualTo(2);
		assertThat(run("", "alice", "bob")).isEqualTo(2);
		assertThat(run("", "alice", "--prot=1")).isEqualTo(2);
		assertThat(run("", "alice", "--port=70000")).isEqualTo(2);
		assertThat(run("", "alice", "--token")).isEqualTo(2);
	}

	private int run(String typed, String... args) {
		PrintStream unread = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
		return ChatCommand.run(new BufferedReader(new StringReader(typed)), unread, withPort(args));
	}

	private Shell chat(String... args) {
		return Shell.chat(withPort(args));
	}

	/**
	 * The port of this test, unless one is given.
	 */
	private String[] withPort(String... args) {
		if (args.length == 0 || String.join(" ", args).contains("--p")) {
			return args;
		}
		String[] result = new String[args.length + 1];
		System.arraycopy(args, 0, result, 1, args.length);
		result[0] = "--port=" + this.port;
		return result;
	}

}
