/**
 * Messages without a SENDACK, in the order in which they were written.
 */

/** How many may wait; then the sender has to. */
const MAX_WAITING = 200;

/**
 * @typedef {object} Outgoing
 * @property {number} clientSeq names it on this page
 * @property {import('./conversations.js').Conversation} conversation
 * @property {import('./conversations.js').Message} message
 * @property {boolean} sent whether it went out before, perhaps in vain
 */

export class Outbox {

	/** @type {Map<number, Outgoing>} */
	#waiting = new Map();

	#lastSeq = 0;

	get isFull() {
		return this.#waiting.size >= MAX_WAITING;
	}

	/**
	 * @param {import('./conversations.js').Conversation} conversation
	 * @param {import('./conversations.js').Message} message
	 * @returns {Outgoing}
	 */
	add(conversation, message) {
		const outgoing = { clientSeq: ++this.#lastSeq, conversation, message, sent: false };
		this.#waiting.set(outgoing.clientSeq, outgoing);
		return outgoing;
	}

	/**
	 * A message has its SENDACK.
	 * @param {number} clientSeq
	 * @returns {Outgoing | undefined} the message; none if it had one before
	 */
	take(clientSeq) {
		const outgoing = this.#waiting.get(clientSeq);
		this.#waiting.delete(clientSeq);
		return outgoing;
	}

	/**
	 * A message came back as a copy for the sender's other devices: of a connection that is gone, then.
	 * @param {string} clientMsgNo
	 * @returns {Outgoing | undefined} the message, if it is still waiting
	 */
	takeNamed(clientMsgNo) {
		const outgoing = [...this.#waiting.values()].find(({ message }) => message.clientMsgNo === clientMsgNo);
		return outgoing && this.take(outgoing.clientSeq);
	}

	/** @returns {Iterable<Outgoing>} oldest first */
	all() {
		return this.#waiting.values();
	}

}
