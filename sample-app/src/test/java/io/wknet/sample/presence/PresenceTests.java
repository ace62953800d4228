package io.wknet.sample.presence;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.wknet.client.WkClientConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.sample.SampleClients;
import io.wknet.sample.SampleTest;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who is online, and who comes and goes.
 */
@SampleTest
class PresenceTests {

	private static final int PRESENCE = 200;

	@RegisterExtension
	private final SampleClients clients = new SampleClients();

	@Autowired
	private Topics topics;

	@Test
	void tellsWhoIsOnline() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"alice\",\"bob\"]}")));
		ApplicationFrame answer = (ApplicationFrame) SampleClients.receive(alice);
		assertThat(answer.typeCode()).isEqualTo(16);
		assertThat(answer.payload().toUtf8()).isEqualTo("{\"online\":{\"alice\":true,\"bob\":false}}");
	}

	@Test
	void tellsWatchersWhoComesAndGoes() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"bob\"],\"watch\":true}")));
		assertThat(presence(alice)).isEqualTo("16 {\"online\":{\"bob\":false}}");
		this.clients.login("carol");
		WkClientConnection bob = this.clients.login("bob");
		assertThat(presence(alice)).isEqualTo("17 {\"uid\":\"bob\",\"online\":true}");
		bob.close();
		assertThat(presence(alice)).isEqualTo("17 {\"uid\":\"bob\",\"online\":false}");
	}

	@Test
	void watchesOnlyWhoWasAskedForLast() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"bob\"],\"watch\":true}")));
		presence(alice);
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"carol\"],\"watch\":true}")));
		presence(alice);
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"dave\"]}")));
		presence(alice);
		this.clients.login("bob");
		this.clients.login("dave");
		this.clients.login("carol");
		assertThat(presence(alice)).isEqualTo("17 {\"uid\":\"carol\",\"online\":true}");
	}

	@Test
	void explainsWhatItCanNotRead() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		for (String question : List.of("who?", "null", "{}", "{\"uids\":[null]}")) {
			alice.send(ApplicationFrame.of(16, Payload.utf8(question)));
			assertThat(((ApplicationFrame) SampleClients.receive(alice)).payload().toUtf8()).startsWith("{\"error\":");
		}
		assertThat(alice.ping().toCompletableFuture()).succeedsWithin(SampleClients.SOON);
	}

	@Test
	void watchesAsManyAsAQuestionNamesTimeAndAgain() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		for (String name : List.of("a", "b", "c")) {
			String uids = IntStream.range(0, 99)
				.mapToObj((number) -> "\"" + name + number + "\"")
				.collect(Collectors.joining(","));
			alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"bob\"," + uids + "],\"watch\":true}")));
			assertThat(presence(alice)).contains("\"bob\":false", "\"" + name + "98\":false");
			assertThat(this.topics.subscriberCount(new Topic(name + 98, PRESENCE))).isOne();
		}
		assertThat(this.topics.subscriberCount(new Topic("b98", PRESENCE))).isZero();
		this.clients.login("bob");
		assertThat(presence(alice)).isEqualTo("17 {\"uid\":\"bob\",\"online\":true}");
	}

	@Test
	void forgetsWatchersThatGo() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"bob\"],\"watch\":true}")));
		presence(alice);
		assertThat(this.topics.subscriberCount(new Topic("bob", PRESENCE))).isOne();
		alice.close();
		await().until(() -> this.topics.subscriberCount(new Topic("bob", PRESENCE)) == 0);
	}

	@Test
	void nobodyWatchesBySub() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		alice.send(SubFrame.of("1", "bob", PRESENCE, SubFrame.SUBSCRIBE));
		assertThat(((SubackFrame) SampleClients.receive(alice)).reasonCode()).isNotEqualTo(ReasonCode.SUCCESS);
		assertThat(this.topics.subscriberCount(new Topic("bob", PRESENCE))).isZero();
	}

	private static String presence(WkClientConnection connection) throws InterruptedException {
		ApplicationFrame frame = (ApplicationFrame) SampleClients.receive(connection);
		return frame.typeCode() + " " + frame.payload().toUtf8();
	}

}
