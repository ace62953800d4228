/**
 * How long to wait before the next try: twice as long each time, up to a limit, and never exactly as long as everybody
 * else who lost the same server.
 */
export class Backoff {

	#first;

	#longest;

	#random;

	#tries = 0;

	/**
	 * @param {{first?: number, longest?: number, random?: () => number}} [options] times in milliseconds
	 */
	constructor({ first = 1000, longest = 30_000, random = Math.random } = {}) {
		this.#first = first;
		this.#longest = longest;
		this.#random = random;
	}

	/** How often it has failed in a row. */
	get tries() {
		return this.#tries;
	}

	/** @returns {number} milliseconds, between half of the full time and all of it */
	next() {
		const full = Math.min(this.#longest, this.#first * 2 ** this.#tries);
		this.#tries = Math.min(this.#tries + 1, 30);
		return Math.round(full * (0.5 + this.#random() / 2));
	}

	/** It has worked. */
	reset() {
		this.#tries = 0;
	}

}
