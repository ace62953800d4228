package io.wknet.attack;

import java.util.ArrayList;
import java.util.List;

import io.wknet.connection.CloseReason;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks on how the stream of bytes is cut into frames.
 */
class FramingAttackTests {

	@RegisterExtension
	static final AttackGround ground = new AttackGround();

	@Attack
	@DisplayName("1: a length of 4 GiB is refused at the sixth byte")
	void aLengthOfFourGibibytes() {
		int attackers = AttackScale.of(200, 1000);
		ground.expect(CloseReason.FRAME_TOO_LARGE, attackers);
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < attackers; i++) {
			clients.add(RawClient.login(ground.port(), "attacker-" + i));
			clients.get(i).send(Bytes.hex("03 00 FF FF FF FF"));
		}
		ground.awaitExpected();
		ground.measure();
		for (RawClient client : clients) {
			assertThat(client.readAll()).extracting(RawFrame::disconnectText).containsExactly("FRAME_TOO_LARGE");
			client.close();
		}
	}

}
