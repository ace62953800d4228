/**
 * Being logged in, over as many connections as it takes.
 */

import { Backoff } from './backoff.js';
import { Connection } from './connection.js';

/**
 * @typedef {object} State
 * @property {'logged-out' | 'connecting' | 'online' | 'waiting' | 'ended'} name
 * @property {number} [retryAt] while waiting: when the next try begins, in milliseconds since 1970
 * @property {boolean} [again] while connecting: whether there was a connection, or a try, before
 * @property {import('./connection.js').Ending} [ending] while waiting or ended: why
 */

/** A connection that lasted less long, in milliseconds, does not start the waiting times anew. */
const STEADY = 10_000;

/**
 * Connects, and connects again when a connection is lost. A kick or a refused login is final until
 * {@link Session#login} is called again: two devices would push each other out for ever.
 * Fires "state" with a {@link State} and "frame" with a frame as detail.
 */
export class Session extends EventTarget {

	#locate;

	#backoff;

	/** @type {State} */
	#state = { name: 'logged-out' };

	#login;

	#connection;

	#retryTimer;

	#onlineSince = 0;

	/** Tells an answer to an older try from one to the current. */
	#generation = 0;

	/**
	 * @param {() => Promise<string>} locate finds the URL of the WebSocket, at each try
	 * @param {Backoff} [backoff]
	 */
	constructor(locate, backoff = new Backoff()) {
		super();
		this.#locate = locate;
		this.#backoff = backoff;
	}

	get state() {
		return this.#state;
	}

	/**
	 * Log in, and stay so.
	 * @param {{uid: string, token: string, deviceId: string}} login
	 */
	login(login) {
		this.#stop();
		this.#login = login;
		this.#backoff.reset();
		this.#connect(false);
	}

	logout() {
		this.#stop();
		this.#login = undefined;
		this.#become({ name: 'logged-out' });
	}

	/** Do not wait any longer. */
	retryNow() {
		if (this.#state.name === 'waiting') {
			this.#stop();
			this.#connect(true);
		}
	}

	/** Something has happened to this machine: find out what it means for the connection. */
	check() {
		this.retryNow();
		this.#connection?.check();
	}

	/**
	 * Send a frame if online.
	 * @param {Uint8Array} bytes
	 */
	send(bytes) {
		this.#connection?.send(bytes);
	}

	async #connect(again) {
		const generation = ++this.#generation;
		this.#become({ name: 'connecting', again });
		let url;
		try {
			url = await this.#locate();
		} catch (error) {
			if (generation === this.#generation) {
				this.#ended({ kind: 'lost', text: error.message });
			}
			return;
		}
		if (generation === this.#generation) {
			this.#connection = new Connection(url, this.#login, {
				onOnline: () => this.#online(),
				onFrame: (frame) => this.dispatchEvent(new CustomEvent('frame', { detail: frame })),
				onEnd: (ending) => this.#ended(ending)
			});
		}
	}

	#online() {
		this.#onlineSince = Date.now();
		this.#become({ name: 'online' });
	}

	#ended(ending) {
		if (this.#state.name === 'online' && Date.now() - this.#onlineSince >= STEADY) {
			this.#backoff.reset();
		}
		this.#stop();
		if (ending.kind === 'lost') {
			const delay = this.#backoff.next();
			this.#retryTimer = setTimeout(() => this.retryNow(), delay);
			this.#become({ name: 'waiting', retryAt: Date.now() + delay, ending });
		} else {
			this.#become({ name: 'ended', ending });
		}
	}

	#stop() {
		this.#generation++;
		clearTimeout(this.#retryTimer);
		this.#connection?.close();
		this.#connection = undefined;
	}

	#become(state) {
		this.#state = state;
		this.dispatchEvent(new CustomEvent('state', { detail: state }));
	}

}
