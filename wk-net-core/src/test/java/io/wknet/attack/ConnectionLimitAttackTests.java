package io.wknet.attack;

import java.util.ArrayList;
import java.util.List;

import io.wknet.connection.CloseReason;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.transport.LimitSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks on a server that may have as many connections as there are bystanders, and one
 * more.
 */
@Timeout(600)
class ConnectionLimitAttackTests {

	@RegisterExtension
	static final AttackGround ground = new AttackGround(
			(server) -> server.limits(new LimitSettings(AttackScale.BYSTANDERS + 1, 0, 0)));

	private static void assertRefused() {
		try (RawClient client = RawClient.open(ground.port())) {
			assertThat(client.readAll()).extracting(RawFrame::disconnectText).containsExactly("LIMIT_EXCEEDED");
		}
	}

	@Attack
	@DisplayName("28: one connection more than there may be")
	void oneConnectionOverTheCap() {
		try (RawClient last = RawClient.login(ground.port(), "attacker")) {
			ground.expectWithoutEvent(CloseReason.LIMIT_EXCEEDED, 1);
			assertRefused();
			last.ping();
		}
		ground.expect(CloseReason.CLIENT, 1);
		ground.awaitExpected();
		// The place is free again.
		AttackGround.await(() -> assertThat(ground.attackers()).isZero());
		RawClient.login(ground.port(), "attacker").close();
		ground.expect(CloseReason.CLIENT, 1);
	}

	@Attack
	@DisplayName("E6: thousands who are refused, and stay on the line")
	void thousandsWhoAreRefused() {
		int attackers = AttackScale.of(300, 5000);
		ground.expectWithoutEvent(CloseReason.LIMIT_EXCEEDED, attackers);
		List<RawClient> clients = new ArrayList<>();
		try (RawClient last = RawClient.login(ground.port(), "attacker")) {
			for (int i = 0; i < attackers; i++) {
				clients.add(RawClient.open(ground.port()));
			}
			last.ping();
			AttackGround.await(() -> assertThat(ground.closed(CloseReason.LIMIT_EXCEEDED)).isEqualTo(attackers));
			ground.measure();
			clients.forEach(RawClient::close);
		}
		ground.expect(CloseReason.CLIENT, 1);
	}

}
