package io.wknet.attack;

/**
 * How large the attacks are. A usual build runs each once and scaled down; system
 * properties make it more.
 */
final class AttackScale {

	/** {@code wk.attacks.rounds}: how often each attack runs. */
	static final int ROUNDS = Integer.getInteger("wk.attacks.rounds", 1);

	/** {@code wk.attacks.bystanders}: how many clients chat meanwhile. */
	static final int BYSTANDERS = Integer.getInteger("wk.attacks.bystanders", 200);

	/** {@code wk.attacks.full}: whether attacks have their full size. */
	static final boolean FULL = Boolean.getBoolean("wk.attacks.full");

	private AttackScale() {
	}

	/**
	 * A number of an attack.
	 * @param usual what a usual build takes
	 * @param full the full size
	 */
	static int of(int usual, int full) {
		return FULL ? full : usual;
	}

}
