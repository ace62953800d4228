package io.wknet.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.wknet.auth.Authenticator;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

import static org.assertj.core.api.Assertions.assertThat;

class JwtAuthenticationTests {

	private final ApplicationContextRunner blocking = ServerRunner.create()
		.withBean(JwtDecoder.class, () -> JwtAuthenticationTests::decode);

	private final ApplicationContextRunner reactive = ServerRunner.create()
		.withBean(ReactiveJwtDecoder.class, () -> (token) -> Mono.fromCallable(() -> decode(token)));

	@Test
	void letsInWhoShowsAValidToken() {
		this.blocking.run((context) -> {
			assertThat(context.getBean(Authenticator.class)).isNotInstanceOf(ReactiveAuthenticator.class);
			assertDecides(context);
		});
	}

	@Test
	void letsInWhoShowsAValidTokenWithoutBlocking() {
		this.reactive.run((context) -> {
			assertThat(context.getBean(Authenticator.class)).isInstanceOf(ReactiveAuthenticator.class);
			assertDecides(context);
		});
	}

	@Test
	void prefersTheUsersAuthenticator() {
		Authenticator own = Authenticator.sharedToken("own");
		this.blocking.withBean(Authenticator.class, () -> own)
			.run((context) -> assertThat(context.getBean(Authenticator.class)).isSameAs(own));
	}

	@Test
	void hasOneAuthenticatorForBothKindsOfDecoders() {
		this.blocking.withBean(ReactiveJwtDecoder.class, () -> (token) -> Mono.empty())
			.run((context) -> assertThat(context).hasSingleBean(Authenticator.class));
	}

	@Test
	void keepsTheTokenAsAnAttribute() {
		this.blocking.run((context) -> {
			try (TestClient client = TestClient.login(ServerRunner.port(context), "", "alice")) {
				client.ping();
				assertThat(context.getBean(ConnectionRegistry.class).findByUid("alice")).singleElement()
					.satisfies((connection) -> assertThat(connection.attributes().get("jwt")).isInstanceOf(Jwt.class));
			}
		});
	}

	/**
	 * {@link io.wknet.canary.CanaryExtension} looks at what is logged.
	 */
	@Test
	void doesNotTellTheToken() {
		JwtDecoder telling = (token) -> {
			throw new JwtException("Could not decode " + token, new IllegalStateException("for " + token));
		};
		JwtDecoder refusing = (token) -> {
			throw new BadJwtException("Not signed: " + token);
		};
		JwtDecoder accepting = (token) -> Jwt.withTokenValue(token).header("alg", "none").subject("alice").build();
		assertThat(decision(telling)).containsExactly(ReasonCode.SYSTEM_ERROR, ReasonCode.SYSTEM_ERROR);
		assertThat(decision(refusing)).containsExactly(ReasonCode.AUTH_FAIL, ReasonCode.AUTH_FAIL);
		assertThat(decision(accepting)).containsExactly(ReasonCode.SUCCESS, ReasonCode.SUCCESS);
	}

	/**
	 * Of the decoder as it is and of the same without blocking.
	 */
	private static List<ReasonCode> decision(JwtDecoder decoder) {
		List<ReasonCode> decisions = new ArrayList<>();
		ServerRunner.create()
			.withBean(JwtDecoder.class, () -> decoder)
			.run((context) -> decisions.add(decision(context, "alice", Canary.TOKEN)));
		ServerRunner.create()
			.withBean(ReactiveJwtDecoder.class, () -> (token) -> Mono.fromCallable(() -> decoder.decode(token)))
			.run((context) -> decisions.add(decision(context, "alice", Canary.TOKEN)));
		return decisions;
	}

	private static void assertDecides(ApplicationContext context) throws Exception {
		assertThat(decision(context, "alice", "alice")).isEqualTo(ReasonCode.SUCCESS);
		assertThat(decision(context, "", "alice")).isEqualTo(ReasonCode.SUCCESS);
		assertThat(decision(context, "bob", "alice")).isEqualTo(ReasonCode.AUTH_FAIL);
		assertThat(decision(context, "alice", "")).isEqualTo(ReasonCode.AUTH_FAIL);
		assertThat(decision(context, "alice", "bad")).isEqualTo(ReasonCode.AUTH_FAIL);
		assertThat(decision(context, "", "no-subject")).isEqualTo(ReasonCode.AUTH_FAIL);
		assertThat(decision(context, "", "in@valid")).isEqualTo(ReasonCode.AUTH_FAIL);
		assertThat(decision(context, "alice", "unavailable")).isEqualTo(ReasonCode.SYSTEM_ERROR);
	}

	private static ReasonCode decision(ApplicationContext context, String uid, String token) throws Exception {
		try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
			return client.authenticate(uid, token).reasonCode();
		}
	}

	private static Jwt decode(String token) {
		if (token.equals("bad")) {
			throw new BadJwtException("bad");
		}
		if (token.equals("unavailable")) {
			throw new JwtException("no keys");
		}
		Jwt.Builder jwt = Jwt.withTokenValue(token).header("alg", "none").claim("color", "blue");
		return (token.equals("no-subject") ? jwt : jwt.subject(token)).build();
	}

}
