/**
 * Reads the server's numbers from the actuator, while somebody can see them.
 */

const EVERY = 2000;

/**
 * What /actuator/connections says.
 * @typedef {{total: number, authenticated: number, users: number, listeners: Record<string, number>, accepted: number,
 * closed: Record<string, number>}} Numbers
 */

/** Fires "numbers" with {@link Numbers} as detail, or null if they can not be read. */
export class Statistics extends EventTarget {

	#timer;

	#running = false;

	#reading = false;

	constructor() {
		super();
		document.addEventListener('visibilitychange', () => this.#schedule());
	}

	/** Does nothing if it runs already. */
	start() {
		if (!this.#running) {
			this.#running = true;
			this.#schedule();
		}
	}

	stop() {
		this.#running = false;
		this.#schedule();
	}

	#schedule() {
		clearInterval(this.#timer);
		if (this.#running && !document.hidden) {
			this.#timer = setInterval(() => this.#read(), EVERY);
			this.#read();
		}
	}

	async #read() {
		if (this.#reading) {
			return;
		}
		this.#reading = true;
		try {
			const response = await fetch('actuator/connections',
				{ cache: 'no-store', signal: AbortSignal.timeout(5 * EVERY) });
			this.#fire(response.ok ? await response.json() : null);
		} catch {
			this.#fire(null);
		} finally {
			this.#reading = false;
		}
	}

	#fire(numbers) {
		this.dispatchEvent(new CustomEvent('numbers', { detail: numbers }));
	}

}
