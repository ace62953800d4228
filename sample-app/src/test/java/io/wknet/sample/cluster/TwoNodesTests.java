package io.wknet.sample.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.InProcessCluster;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.sample.SampleApplication;
import io.wknet.sample.chat.SystemMessages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as two nodes that share a database. The cluster is one within this process:
 * that of Redis has tests of its own.
 */
class TwoNodesTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final int PERSON = 1;

	private static final int GROUP = 2;

	private final InProcessCluster cluster = new InProcessCluster();

	private final List<WkClientConnection> clients = new ArrayList<>();

	private ConfigurableApplicationContext first;

	private ConfigurableApplicationContext second;

	@BeforeEach
	void start() {
		this.first = node("first");
		this.second = node("second");
	}

	@AfterEach
	void stop() {
		this.clients.forEach(WkClientConnection::close);
		this.second.close();
		this.first.close();
	}

	private ConfigurableApplicationContext node(String id) {
		return new SpringApplicationBuilder(SampleApplication.class)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(ClusterRoles.class,
					this.cluster::roles))
			.run("--server.port=0", "--wk.net.tcp.port=0", "--wk.net.ws.port=0", "--wk.net.cluster.enabled=true",
					"--wk.net.cluster.node-id=" + id,
					"--spring.datasource.url=jdbc:h2:mem:" + System.identityHashCode(this));
	}

	private WkClientConnection login(ConfigurableApplicationContext node, String uid) {
		int port = node.getEnvironment().getRequiredProperty("local.wk.tcp.port", int.class);
		WkClientConnection connection = WkClient.create().port(port).uid(uid).token(uid + "-token").connectNow();
		this.clients.add(connection);
		return connection;
	}

	private static void say(WkClientConnection connection, String channelId, int channelType, String text) {
		SendFrame message = SendFrame.of(1, text, channelId, channelType, Payload.utf8(text));
		assertThat(connection.sendForAck(message, SOON).toCompletableFuture().join().reasonCode())
			.isEqualTo(ReasonCode.SUCCESS);
	}

	private static RecvFrame recv(WkClientConnection connection) throws InterruptedException {
		return (RecvFrame) connection.receive(SOON);
	}

	@Test
	void bringAMessageToTheReceiverAndTheSendersOtherDevice() throws InterruptedException {
		WkClientConnection alice = login(this.first, "alice");
		WkClientConnection aliceToo = login(this.second, "alice");
		WkClientConnection bob = login(this.second, "bob");
		say(alice, "bob", PERSON, "hello bob");
		RecvFrame received = recv(bob);
		assertThat(received.payload().toUtf8()).isEqualTo("hello bob");
		assertThat(received.channelId()).isEqualTo("alice");
		assertThat(recv(aliceToo).channelId()).isEqualTo("bob");
		say(bob, "alice", PERSON, "hello alice");
		assertThat(recv(alice).payload().toUtf8()).as("not her own message").isEqualTo("hello alice");
		bob.send(new RecvackFrame(0, received.messageId(), received.messageSeq())).toCompletableFuture().join();
	}

	@Test
	void bringAMessageToAGroup() throws InterruptedException {
		WkClientConnection alice = login(this.first, "alice");
		WkClientConnection bob = login(this.first, "bob");
		WkClientConnection dave = login(this.second, "dave");
		say(alice, "lobby", GROUP, "hello all");
		assertThat(recv(bob).payload().toUtf8()).isEqualTo("hello all");
		assertThat(recv(dave).payload().toUtf8()).isEqualTo("hello all");
		say(dave, "lobby", GROUP, "hello alice");
		assertThat(recv(alice).payload().toUtf8()).as("not her own message").isEqualTo("hello alice");
	}

	@Test
	void countTheDevicesOfAllNodesForAPush() throws InterruptedException {
		WkClientConnection bob = login(this.first, "bob");
		WkClientConnection bobToo = login(this.second, "bob");
		assertThat(this.first.getBean(SystemMessages.class).send("bob", "parcel", SOON).reached()).isEqualTo(2);
		assertThat(recv(bob).payload().toUtf8()).contains("parcel");
		assertThat(recv(bobToo).flags() & FrameFlags.RED_DOT).isNotZero();
	}

	@Test
	void tellWhoIsOnlineAnywhere() throws InterruptedException {
		WkClientConnection alice = login(this.first, "alice");
		WkClientConnection bob = login(this.second, "bob");
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"bob\",\"dave\"],\"watch\":true}")))
			.toCompletableFuture()
			.join();
		assertThat(text(alice)).isEqualTo("{\"online\":{\"bob\":true,\"dave\":false}}");
		bob.close();
		String news = text(alice);
		if (news.equals("{\"uid\":\"bob\",\"online\":true}")) {
			// The news of the login was still under way when she began to watch.
			news = text(alice);
		}
		assertThat(news).isEqualTo("{\"uid\":\"bob\",\"online\":false}");
	}

	private static String text(WkClientConnection connection) throws InterruptedException {
		return ((ApplicationFrame) connection.receive(SOON)).payload().toUtf8();
	}

}
