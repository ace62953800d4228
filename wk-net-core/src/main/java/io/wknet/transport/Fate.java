package io.wknet.transport;

import org.jspecify.annotations.Nullable;

/**
 * Hears what becomes of something that was written. Those of one flush form a list, so
 * that a flush needs no collection for them.
 */
interface Fate {

	@Nullable Fate next();

	void next(@Nullable Fate fate);

	/**
	 * The network has taken it.
	 */
	void sent();

	/**
	 * It will not be sent.
	 */
	void notSent(RuntimeException cause);

	static void allSent(@Nullable Fate list) {
		for (Fate fate = list; fate != null; fate = fate.next()) {
			fate.sent();
		}
	}

	static void noneSent(@Nullable Fate list, RuntimeException cause) {
		for (Fate fate = list; fate != null; fate = fate.next()) {
			fate.notSent(cause);
		}
	}

}
