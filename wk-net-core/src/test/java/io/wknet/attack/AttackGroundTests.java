package io.wknet.attack;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Harm that is done to a bystander is noticed.
 */
class AttackGroundTests {

	private final AttackGround ground = new AttackGround();

	@Test
	void aBystanderThatIsClosedIsNoticed() throws Exception {
		this.ground.open();
		try {
			this.ground.connection(Bystander.PREFIX + 3).close();
			AttackGround.await(() -> assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(this.ground.bystanders()::assertUndisturbed)
				.withMessageContaining(Bystander.PREFIX + 3));
		}
		finally {
			this.ground.close();
		}
	}

}
