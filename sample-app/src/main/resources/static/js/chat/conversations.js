/**
 * The messages that this page has, by conversation. Knows nothing of connections or of how messages look.
 */

export const ChannelType = Object.freeze({ PERSON: 1, GROUP: 2 });

/** How many messages of a conversation are kept. */
const MAX_MESSAGES = 300;

/** How many conversations there may be: strangers must not fill the page. */
const MAX_CONVERSATIONS = 100;

/** How many messages are recognised when they come again. */
const MAX_SEEN = 5000;

/**
 * @typedef {object} Message
 * @property {bigint} [id] the server's name for it, rising; none until a message of one's own is acknowledged
 * @property {string} clientMsgNo the sender's name for it
 * @property {string} fromUid
 * @property {string} text
 * @property {number} at milliseconds since 1970
 * @property {'pending' | 'sent' | 'refused' | 'received'} state
 * @property {string} [problem] why it was refused
 */

/**
 * @typedef {object} Conversation
 * @property {string} key
 * @property {number} channelType
 * @property {string} channelId the other person, or the group
 * @property {Message[]} messages in the order of their ids, what is not acknowledged last
 * @property {number} unread
 */

/**
 * Fires "conversation" when one is new or its unread count changed, "closed" when one made room for another, "message"
 * when a message is new, and "update" when one changed, with {conversation, message} as detail.
 */
export class Conversations extends EventTarget {

	/** @type {Map<string, Conversation>} */
	#byKey = new Map();

	/** @type {Set<bigint>} */
	#seen = new Set();

	/** @type {Conversation | undefined} the one on the screen */
	#current;

	/**
	 * Find a conversation, or begin one.
	 * @param {number} channelType
	 * @param {string} channelId
	 * @returns {Conversation}
	 */
	open(channelType, channelId) {
		const key = `${channelType}:${channelId}`;
		let conversation = this.#byKey.get(key);
		if (!conversation) {
			this.#makeRoom();
			conversation = { key, channelType, channelId, messages: [], unread: 0 };
			this.#byKey.set(key, conversation);
			this.#fire('conversation', { conversation });
		}
		return conversation;
	}

	/**
	 * Put back what was there before a reload.
	 * @param {number} channelType
	 * @param {string} channelId
	 * @param {number} unread
	 * @param {Message[]} messages in their order
	 */
	restore(channelType, channelId, unread, messages) {
		const conversation = this.open(channelType, channelId);
		conversation.unread = unread;
		conversation.messages.push(...messages);
		messages.filter(({ id }) => id !== undefined).forEach(({ id }) => this.#isNew(id));
	}

	/** @returns {Iterable<Conversation>} oldest first */
	all() {
		return this.#byKey.values();
	}

	/**
	 * Say which conversation somebody looks at; its messages are read.
	 * @param {Conversation | undefined} conversation
	 */
	show(conversation) {
		this.#current = conversation;
		if (conversation && conversation.unread > 0) {
			conversation.unread = 0;
			this.#fire('conversation', { conversation });
		}
	}

	/** How many messages nobody has looked at. */
	get unread() {
		let sum = 0;
		for (const { unread } of this.#byKey.values()) {
			sum += unread;
		}
		return sum;
	}

	/**
	 * Take a message from the server.
	 * @param {number} channelType
	 * @param {string} channelId
	 * @param {Message} message with an id
	 * @returns {boolean} false if it is here already
	 */
	receive(channelType, channelId, message) {
		if (!this.#isNew(message.id)) {
			return false;
		}
		const conversation = this.open(channelType, channelId);
		this.#insert(conversation, message);
		if (message.state === 'received' && conversation !== this.#current) {
			conversation.unread++;
			this.#fire('conversation', { conversation });
		}
		this.#fire('message', { conversation, message });
		return true;
	}

	/**
	 * Add a message that is about to be sent.
	 * @param {Conversation} conversation
	 * @param {Message} message
	 */
	add(conversation, message) {
		this.#insert(conversation, message);
		this.#fire('message', { conversation, message });
	}

	/**
	 * A message was sent, or refused.
	 * @param {Conversation} conversation
	 * @param {Message} message
	 * @param {{id?: bigint, problem?: string}} outcome
	 */
	settle(conversation, message, { id, problem }) {
		message.state = (problem === undefined) ? 'sent' : 'refused';
		message.problem = problem;
		if (id !== undefined) {
			message.id = id;
			this.#isNew(id);
		}
		const index = conversation.messages.indexOf(message);
		if (index >= 0) {
			conversation.messages.splice(index, 1);
			this.#insert(conversation, message);
		}
		this.#fire('update', { conversation, message });
	}

	#insert({ messages }, message) {
		let index = messages.length;
		while (index > 0 && comesBefore(message, messages[index - 1])) {
			index--;
		}
		messages.splice(index, 0, message);
		if (messages.length > MAX_MESSAGES) {
			messages.shift();
		}
	}

	#isNew(id) {
		if (this.#seen.has(id)) {
			return false;
		}
		this.#seen.add(id);
		if (this.#seen.size > MAX_SEEN) {
			this.#seen.delete(this.#seen.values().next().value);
		}
		return true;
	}

	#makeRoom() {
		if (this.#byKey.size >= MAX_CONVERSATIONS) {
			const idle = [...this.#byKey.values()].find((conversation) => conversation !== this.#current
				&& conversation.messages.every((message) => message.state !== 'pending'));
			if (idle) {
				this.#byKey.delete(idle.key);
				this.#fire('closed', { conversation: idle });
			}
		}
	}

	#fire(type, detail) {
		this.dispatchEvent(new CustomEvent(type, { detail }));
	}

}

function comesBefore(message, other) {
	return message.id !== undefined && (other.state === 'pending' || (other.id !== undefined && message.id < other.id));
}
