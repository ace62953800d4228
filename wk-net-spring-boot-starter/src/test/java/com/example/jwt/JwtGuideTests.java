package com.example.jwt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.GuideApplication;
import io.wknet.spring.GuidePage;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/guides/jwt.md makes, with a server that has the keys.
 */
class JwtGuideTests {

	private static final RSAKey KEY = key("first");

	private static volatile JWKSet published = new JWKSet(KEY);

	private static HttpServer keys;

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() throws Exception {
		keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		keys.createContext("/jwks.json", JwtGuideTests::publish);
		keys.start();
		context = GuideApplication.run("jwt", Gateway.class,
				"spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:" + keys.getAddress().getPort()
						+ "/jwks.json");
	}

	@AfterAll
	static void stop() {
		context.close();
		keys.stop(0);
	}

	@Test
	void letsInTheSubject() throws Exception {
		assertThat(login("alice", token("alice").build())).isEqualTo(ReasonCode.SUCCESS);
		assertThat(login("", token("alice").build())).isEqualTo(ReasonCode.SUCCESS);
	}

	@Test
	void refusesOneWhoIsNotTheSubject() throws Exception {
		assertThat(login("mallory", token("alice").build())).isEqualTo(ReasonCode.AUTH_FAIL);
	}

	@Test
	void refusesATokenThatHasExpired() throws Exception {
		assertThat(login("alice", expiring("alice", -120).build())).isEqualTo(ReasonCode.AUTH_FAIL);
	}

	@Test
	void refusesATokenForAnotherAudience() throws Exception {
		assertThat(login("alice", token("alice").audience("shop").build())).isEqualTo(ReasonCode.AUTH_FAIL);
	}

	@Test
	void refusesATokenOfAnotherIssuer() throws Exception {
		assertThat(login("alice", token("alice").issuer("https://evil.example.org").build()))
			.isEqualTo(ReasonCode.AUTH_FAIL);
	}

	@Test
	void refusesAnotherKeyOfTheSameName() throws Exception {
		assertThat(decision("alice", sign(key("first"), token("alice").build()))).isEqualTo(ReasonCode.AUTH_FAIL);
	}

	@Test
	void showsTheClaimsToListenerMethods() throws Exception {
		try (TestClient buyer = connect(token("alice").claim("roles", List.of("buyer")).build());
				TestClient other = connect(token("bob").build())) {
			buyer.send(16, "tea");
			assertThat(buyer.receiveText()).isEqualTo("ordered tea");
			other.send(16, "tea");
			assertThat(other.receiveText()).isEqualTo("you may not order");
		}
	}

	@Test
	void closesTheConnectionWhenItsTokenExpires() throws Exception {
		try (TestClient client = connect(expiring("carol", 1).build())) {
			assertThat(client.receiveDisconnect()).isEqualTo("the token has expired");
		}
	}

	@Test
	void keepsAConnectionThatShowsItsNextToken() throws Exception {
		try (TestClient client = connect(expiring("dave", 60).build())) {
			client.send(20, sign(KEY, expiring("dave", 3600).build()));
			assertThat(client.receiveText()).isEqualTo("renewed");
			assertThat(expiry("dave").getDelay(TimeUnit.SECONDS)).isBetween(1800L, 3600L);
		}
	}

	@Test
	void doesNotTakeTheTokenOfSomebodyElseAsTheNext() throws Exception {
		try (TestClient client = connect(expiring("erin", 60).build())) {
			client.send(20, sign(KEY, token("alice").build()));
			assertThat(client.receiveText()).isEqualTo("refused");
			client.send(20, "no token");
			assertThat(client.receiveText()).isEqualTo("refused");
			assertThat(expiry("erin").getDelay(TimeUnit.SECONDS)).isLessThan(61);
		}
	}

	@Test
	void forgetsTheExpiryOfAClosedConnection() throws Exception {
		try (TestClient client = connect(token("frank").build())) {
			client.ping();
		}
		ThreadPoolTaskScheduler scheduler = context.getBean(ThreadPoolTaskScheduler.class);
		await().atMost(10, TimeUnit.SECONDS)
			.until(() -> scheduler.getScheduledThreadPoolExecutor().getQueue().isEmpty());
	}

	@Test
	void takesANewKeyWithoutARestartAndForgetsTheOld() throws Exception {
		RSAKey next = key("second");
		try {
			assertThat(login("alice", token("alice").build())).isEqualTo(ReasonCode.SUCCESS);
			published = new JWKSet(next);
			assertThat(decision("alice", sign(next, token("alice").build()))).isEqualTo(ReasonCode.SUCCESS);
			assertThat(login("alice", token("alice").build())).isEqualTo(ReasonCode.AUTH_FAIL);
		}
		finally {
			published = new JWKSet(KEY);
		}
	}

	/**
	 * The shell of docs/guides/README.md against this server.
	 */
	@Test
	void servesTheClientInAShell() throws Exception {
		String token = sign(KEY, token("alice").claim("roles", List.of("buyer")).build());
		ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", GuidePage.of("README").snippet("client")
				+ "login alice \"$TOKEN\"; say 16 tea; hear; logout; login bob \"$TOKEN\"");
		builder.environment().put("TOKEN", token);
		builder.environment().put("PORT", String.valueOf(ServerRunner.port(context)));
		Process shell = builder.redirectErrorStream(true).start();
		String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(output.lines().map(String::trim)).containsExactly("1", "ordered tea", "2");
	}

	private static ScheduledFuture<?> expiry(String uid) {
		return (ScheduledFuture<?>) context.getBean(ConnectionRegistry.class)
			.findByUid(uid)
			.iterator()
			.next()
			.attributes()
			.get("expiry");
	}

	private static TestClient connect(JWTClaimsSet claims) throws Exception {
		return TestClient.login(ServerRunner.port(context), "", sign(KEY, claims));
	}

	private static ReasonCode login(String uid, JWTClaimsSet claims) throws Exception {
		return decision(uid, sign(KEY, claims));
	}

	private static ReasonCode decision(String uid, String token) throws Exception {
		try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
			return client.authenticate(uid, token).reasonCode();
		}
	}

	private static JWTClaimsSet.Builder token(String subject) {
		return expiring(subject, 3600);
	}

	private static JWTClaimsSet.Builder expiring(String subject, int inSeconds) {
		Instant now = Instant.now();
		return new JWTClaimsSet.Builder().issuer("https://login.example.org")
			.audience("gateway")
			.subject(subject)
			.issueTime(Date.from(now.minusSeconds(300)))
			.expirationTime(Date.from(now.plusSeconds(inSeconds)));
	}

	private static String sign(RSAKey key, JWTClaimsSet claims) throws Exception {
		SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
		jwt.sign(new RSASSASigner(key));
		return jwt.serialize();
	}

	private static RSAKey key(String id) {
		try {
			return new RSAKeyGenerator(2048).keyID(id).generate();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void publish(HttpExchange exchange) {
		try (exchange) {
			byte[] body = published.toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
