package io.wknet.attack;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Credentials;
import io.wknet.connection.CloseReason;
import io.wknet.session.AuthSettings;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks through an authenticator that may block, on workers.
 */
class BlockingAuthenticatorAttackTests {

	private static CountDownLatch hanging = new CountDownLatch(1);

	@RegisterExtension
	static final AttackGround ground = new AttackGround(
			(server) -> server.auth(AuthSettings.defaults().withTimeout(Duration.ofSeconds(1)))
				.authenticator(BlockingAuthenticatorAttackTests::authenticate));

	private static AuthResult authenticate(Credentials credentials) throws Exception {
		switch (credentials.uid()) {
			case "throws" -> throw new IllegalStateException("authenticator throws");
			case "overflows" -> throw new StackOverflowError("authenticator overflows");
			case "null" -> {
				return null;
			}
			case "hangs" -> hanging.await();
			default -> {
			}
		}
		return AuthResult.accepted(credentials.uid());
	}

	@Attack
	@DisplayName("15: an authenticator on workers throws, returns null, or hangs and answers too late")
	void theAuthenticatorMisbehaves() {
		List<String> failing = List.of("throws", "overflows", "null");
		ground.expect(CloseReason.AUTH_FAILED, failing.size());
		failing.forEach(ground::assertAuthenticatorFails);
		ground.expect(CloseReason.AUTH_TIMEOUT, 1);
		hanging = new CountDownLatch(1);
		try (RawClient client = RawClient.open(ground.port())) {
			client.send(Bytes.connect("hangs"));
			assertThat(client.readAll()).extracting(RawFrame::disconnectText).containsExactly("AUTH_TIMEOUT");
		}
		finally {
			hanging.countDown();
		}
		ground.awaitExpected();
		assertThat(ground.ledger().onlineEvents()).isZero();
	}

}
