package io.wknet.attack;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens when memory or file descriptors are at an end. The server is a process of
 * its own, which may use little of them.
 */
@Timeout(600)
class ResourceAttackTests {

	private static final int BYSTANDERS = 20;

	private static final int ECHO = 20;

	private final List<RawClient> bystanders = new ArrayList<>();

	private final List<AutoCloseable> attackers = new ArrayList<>();

	private int rounds;

	@AfterEach
	void leave() throws Exception {
		this.bystanders.forEach(RawClient::close);
		endAttack();
	}

	private void endAttack() throws Exception {
		for (AutoCloseable attacker : this.attackers) {
			attacker.close();
		}
	}

	private void logIn(ChildServer server) {
		for (int i = 0; i < BYSTANDERS; i++) {
			this.bystanders.add(RawClient.login(server.port(), "bystander-" + i));
		}
	}

	/**
	 * Everybody sends and gets an answer.
	 */
	private void chat() {
		this.rounds++;
		this.bystanders.forEach((bystander) -> bystander.send(Bytes.numbered(ECHO, this.rounds)));
		for (RawClient bystander : this.bystanders) {
			RawFrame answer = bystander.read();
			assertThat(answer.type()).isEqualTo(ECHO);
			assertThat(answer.body()).isEqualTo(bodyOf(Bytes.numbered(ECHO, this.rounds)));
		}
	}

	private static byte[] bodyOf(byte[] frame) {
		return Arrays.copyOfRange(frame, 6, frame.length);
	}

	@Attack
	@DisplayName("44: slow readers ask for more than there is direct memory")
	void slowReadersWantAllTheMemory() throws Exception {
		try (ChildServer server = ChildServer.withDirectMemory(64, 0)) {
			flood(server);
			assertThat(server.timesSaid("sent and 16777216 may (outbound.max-total-pending")).isPositive();
			endAttack();
			stop(server);
		}
	}

	@Attack
	@DisplayName("44: the same, with no bound on what waits: memory does end")
	void memoryEnds() throws Exception {
		try (ChildServer server = ChildServer.withDirectMemory(64, Long.MAX_VALUE)) {
			flood(server);
			endAttack();
			stop(server);
		}
	}

	private void flood(ChildServer server) {
		logIn(server);
		// Almost 1 MB each, so that nobody is over the limit of one connection.
		int count = 150;
		for (int i = 0; i < count; i++) {
			RawClient attacker = RawClient.open(server.port(), 4096);
			this.attackers.add(attacker);
			attacker.login("attacker-" + i);
			attacker.send(Bytes.numbered(ChildServer.FLOOD, i));
			if (i % 10 == 0) {
				chat();
			}
		}
		chat();
		assertThat(server.slowConsumers()).as("closed, of " + count).isBetween(60L, count - 1L);
		try (RawClient newcomer = RawClient.login(server.port(), "newcomer")) {
			newcomer.ping();
		}
	}

	@Attack
	@EnabledOnOs(OS.LINUX)
	@DisplayName("F1: there are no more file descriptors")
	void noFilesAreLeft(@TempDir Path archives) throws Exception {
		try (ChildServer server = ChildServer.withOpenFiles(200, archives)) {
			logIn(server);
			for (int i = 0; i < 250; i++) {
				this.attackers.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
			}
			server.awaitSaid("can not accept connections");
			for (int i = 0; i < 20; i++) {
				chat();
			}
			endAttack();
			try (RawClient newcomer = RawClient.login(server.port(), "newcomer")) {
				newcomer.ping();
			}
			chat();
			stop(server);
			assertThat(server.timesSaid("can not accept connections")).isOne();
		}
	}

	private static void stop(ChildServer server) {
		server.stop();
		ChildServer.Stopped stopped = server.awaitStopped();
		assertThat(stopped.finished()).isTrue();
		assertThat(stopped.left()).isZero();
	}

}
