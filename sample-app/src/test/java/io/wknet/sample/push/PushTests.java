package io.wknet.sample.push;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.wknet.client.WkClientConnection;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.sample.SampleClients;
import io.wknet.sample.SampleTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Messages over HTTP to clients over TCP.
 */
@SampleTest
class PushTests {

	@RegisterExtension
	private final SampleClients clients = new SampleClients();

	@LocalServerPort
	private int webPort;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void reachesAllDevicesOfAUser() throws Exception {
		WkClientConnection phone = caughtUp("bob");
		WkClientConnection computer = caughtUp("bob");
		WkClientConnection alice = this.clients.login("alice");
		Map<?, ?> answer = sent("bob", "dinner is \"ready\"");
		assertThat(answer.get("reached")).isEqualTo(2);
		assertThat(answer.get("pending")).isEqualTo(0);
		RecvFrame recv = SampleClients.recv(phone);
		assertThat(recv.fromUid()).isEqualTo("system");
		assertThat(recv.channelId()).isEqualTo("system");
		assertThat(recv.channelType()).isEqualTo(SampleClients.PERSON);
		assertThat(recv.flags()).isEqualTo(FrameFlags.RED_DOT);
		assertThat(recv.messageId()).isEqualTo(answer.get("messageId"));
		assertThat(recv.payload().toUtf8()).isEqualTo("{\"content\":\"dinner is \\\"ready\\\"\",\"type\":1}");
		assertThat(SampleClients.recv(computer)).isEqualTo(recv);
		this.clients.send(phone, "alice", SampleClients.PERSON, "dinner!");
		assertThat(SampleClients.recv(alice).fromUid()).isEqualTo("bob");
	}

	@Test
	void waitsForTheLoginOfAUserWhoIsOffline() throws Exception {
		Map<?, ?> answer = sent("bob", "good morning");
		assertThat(answer.get("reached")).isEqualTo(0);
		assertThat(answer.get("pending")).isEqualTo(0);
		WkClientConnection bob = this.clients.login("bob");
		RecvFrame recv = SampleClients.recv(bob);
		assertThat(recv.messageId()).isEqualTo(answer.get("messageId"));
		bob.send(RecvackFrame.of(recv));
		// Frames are handled in their order: with this answer the other is done.
		this.clients.send(bob, "nobody", SampleClients.PERSON, "");
		assertThat(this.jdbc.sql("select count(*) from pending").query(Long.class).single()).isZero();
	}

	@Test
	void isNumberedLikeAnyConversation() throws Exception {
		WkClientConnection bob = this.clients.login("bob");
		sent("bob", "one");
		sent("bob", "two");
		assertThat(SampleClients.recv(bob).messageSeq()).isEqualTo(1);
		assertThat(SampleClients.recv(bob).messageSeq()).isEqualTo(2);
	}

	@Test
	void reachesADeviceOnceAndInOrderDuringItsLogin() throws Exception {
		CompletableFuture<Void> sending = CompletableFuture
			.runAsync(() -> IntStream.rangeClosed(1, 110).forEach((number) -> sent("bob", "message " + number)));
		await().until(() -> this.jdbc.sql("select count(*) from message").query(Long.class).single() >= 40);
		List<WkClientConnection> devices = IntStream.range(0, 5)
			.mapToObj((number) -> this.clients.login("bob"))
			.toList();
		sending.join();
		for (WkClientConnection device : devices) {
			for (int number = 1; number <= 110; number++) {
				assertThat(SampleClients.recv(device).messageSeq()).isEqualTo(number);
			}
		}
	}

	@Test
	void hasASenderWhomNobodyCanAnswer() {
		WkClientConnection bob = this.clients.login("bob");
		assertThat(this.clients.send(bob, "system", SampleClients.PERSON, "thanks").reasonCode())
			.isEqualTo(ReasonCode.CHANNEL_NOT_EXIST);
	}

	@Test
	void refusesAnUnknownUser() {
		ResponseEntity<Map<?, ?>> answer = push("no<bo>dy", "Bearer push-token", Map.of("text", "hi"));
		assertProblem(answer, HttpStatus.NOT_FOUND, "There is no user 'no<bo>dy'");
		assertProblem(push("system", "Bearer push-token", Map.of("text", "hi")), HttpStatus.NOT_FOUND,
				"There is no user 'system'");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "push-token", "Bearer", "Bearer push-toke", "Bearer push-token2", "Bearer bob-token" })
	void refusesWhoDoesNotShowTheToken(@Nullable String authorization) {
		assertUnauthorized(push("bob", authorization, Map.of("text", "hi")));
		assertUnauthorized(push("bob", authorization, Map.of("text", "")));
		assertUnauthorized(push("nobody", authorization, Map.of("text", "hi")));
		assertThat(this.jdbc.sql("select count(*) from message").query(Long.class).single()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " \n" })
	void refusesABlankText(String text) {
		assertProblem(push("bob", "Bearer push-token", Map.of("text", text)), HttpStatus.BAD_REQUEST,
				"text must not be blank");
	}

	@Test
	void refusesARequestWithoutText() {
		assertProblem(push("bob", "Bearer push-token", Map.of()), HttpStatus.BAD_REQUEST, "text must not be blank");
	}

	@Test
	void refusesATextThatIsTooLong() {
		assertThat(push("bob", "Bearer push-token", Map.of("text", "é".repeat(1000))).getStatusCode())
			.isEqualTo(HttpStatus.OK);
		assertProblem(push("bob", "Bearer push-token", Map.of("text", "é".repeat(1001))), HttpStatus.BAD_REQUEST,
				"text size must be between 0 and 1000");
	}

	@Test
	void refusesWhatIsNotJson() {
		ResponseEntity<Map<?, ?>> answer = push("bob", "Bearer push-token", "text");
		assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
	}

	private WkClientConnection caughtUp(String uid) throws InterruptedException {
		WkClientConnection connection = this.clients.login(uid);
		// Answered once everything is done that comes with a login.
		this.clients.send(connection, "nobody", SampleClients.PERSON, "");
		return connection;
	}

	private Map<?, ?> sent(String uid, String text) {
		ResponseEntity<Map<?, ?>> answer = push(uid, "Bearer push-token", Map.of("text", text));
		assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
		Map<?, ?> body = answer.getBody();
		assertThat(body).isNotNull();
		return body;
	}

	@SuppressWarnings("unchecked")
	private ResponseEntity<Map<?, ?>> push(String uid, @Nullable String authorization, Object body) {
		return (ResponseEntity<Map<?, ?>>) (ResponseEntity<?>) RestClient.create("http://localhost:" + this.webPort)
			.post()
			.uri("/users/{uid}/messages", uid)
			.headers((headers) -> {
				if (authorization != null) {
					headers.set(HttpHeaders.AUTHORIZATION, authorization);
				}
			})
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.retrieve()
			.onStatus((status) -> true, (request, response) -> {
			})
			.toEntity(Map.class);
	}

	private static void assertUnauthorized(ResponseEntity<Map<?, ?>> answer) {
		assertProblem(answer, HttpStatus.UNAUTHORIZED,
				"Show the token of sample.push.token as 'Authorization: Bearer <token>'");
		assertThat(answer.getHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE)).isEqualTo("Bearer");
	}

	private static void assertProblem(ResponseEntity<Map<?, ?>> answer, HttpStatus status, String detail) {
		assertThat(answer.getStatusCode()).isEqualTo(status);
		assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(answer.getBody()).isNotNull().extracting("detail").isEqualTo(detail);
	}

}
