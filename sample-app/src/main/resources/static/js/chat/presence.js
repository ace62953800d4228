/**
 * Who is online, over frames of the application's own: type 16 asks and is answered, and because it asks to watch too,
 * type 17 tells whenever somebody comes or goes.
 */

import { encodeApplication } from '../wire/frames.js';

export const WHO_IS_ONLINE = 16;

export const PRESENCE_CHANGED = 17;

/** How many uids the server takes in one question. */
const MAX_UIDS = 100;

/** Fires "change" when somebody came or went, or when nothing is known any more. */
export class Presence extends EventTarget {

	/** @type {Map<string, boolean>} */
	#online = new Map();

	/**
	 * @param {string} uid
	 * @returns {boolean | undefined} undefined if it is not known
	 */
	isOnline(uid) {
		return this.#online.get(uid);
	}

	/** How many are online, of those who are known. */
	get count() {
		return [...this.#online.values()].filter(Boolean).length;
	}

	/**
	 * The question about people.
	 * @param {Iterable<string>} uids
	 * @returns {Uint8Array} the frame
	 */
	question(uids) {
		const body = JSON.stringify({ uids: [...uids].slice(0, MAX_UIDS), watch: true });
		return encodeApplication(WHO_IS_ONLINE, new TextEncoder().encode(body));
	}

	/**
	 * Take an answer or a change.
	 * @param {{type: number, payload: Uint8Array}} frame
	 */
	take({ type, payload }) {
		const body = JSON.parse(new TextDecoder().decode(payload));
		if (type === PRESENCE_CHANGED) {
			this.#online.set(body.uid, body.online);
		} else if (body.online) {
			this.#online = new Map(Object.entries(body.online));
		}
		this.dispatchEvent(new Event('change'));
	}

	/** Without a connection nothing is known. */
	forget() {
		this.#online.clear();
		this.dispatchEvent(new Event('change'));
	}

}
