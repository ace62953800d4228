/**
 * One user's messenger: what goes between a session and the conversations.
 */

import { encodeRecvack, encodeSend, FrameFlags, FrameType } from '../wire/frames.js';
import { describeRefusedMessage, ReasonCode } from '../wire/reasons.js';
import { decodeText, encodeText } from './content.js';
import { ChannelType } from './conversations.js';
import { Outbox } from './outbox.js';
import { PRESENCE_CHANGED, WHO_IS_ONLINE } from './presence.js';

export class Messenger {

	#uid;

	#session;

	#conversations;

	#presence;

	#outbox = new Outbox();

	#listening = new AbortController();

	/**
	 * @param {string} uid who uses this page
	 * @param {import('../wire/session.js').Session} session
	 * @param {import('./conversations.js').Conversations} conversations
	 * @param {import('./presence.js').Presence} presence
	 */
	constructor(uid, session, conversations, presence) {
		this.#uid = uid;
		this.#session = session;
		this.#conversations = conversations;
		this.#presence = presence;
		const { signal } = this.#listening;
		session.addEventListener('state', ({ detail }) => this.#stateChanged(detail), { signal });
		session.addEventListener('frame', ({ detail }) => this.#take(detail), { signal });
		conversations.addEventListener('conversation', ({ detail }) => this.#opened(detail.conversation), { signal });
		this.#resume();
	}

	/**
	 * Send a message, now or once there is a connection.
	 * @param {import('./conversations.js').Conversation} conversation
	 * @param {string} text
	 * @returns {boolean} false if too many messages are waiting already
	 */
	send(conversation, text) {
		if (this.#outbox.isFull) {
			return false;
		}
		const message = { clientMsgNo: randomName(), fromUid: this.#uid, text, at: Date.now(), state: 'pending' };
		const outgoing = this.#outbox.add(conversation, message);
		this.#conversations.add(conversation, message);
		if (this.#session.state.name === 'online') {
			this.#transmit(outgoing);
		}
		return true;
	}

	/** Have nothing to do with the session any more. */
	stop() {
		this.#listening.abort();
	}

	/** What an earlier life of this page could not send is sent now, under its old name. */
	#resume() {
		for (const conversation of this.#conversations.all()) {
			conversation.messages.filter((message) => message.state === 'pending').forEach((message) => {
				this.#outbox.add(conversation, message).sent = true;
			});
		}
	}

	#stateChanged({ name }) {
		if (name === 'online') {
			this.#ask();
			for (const outgoing of this.#outbox.all()) {
				this.#transmit(outgoing);
			}
		} else {
			this.#presence.forget();
		}
	}

	#transmit(outgoing) {
		const { clientSeq, conversation, message, sent } = outgoing;
		outgoing.sent = true;
		this.#session.send(encodeSend({
			flags: FrameFlags.RED_DOT | (sent ? FrameFlags.DUP : 0),
			clientSeq,
			clientMsgNo: message.clientMsgNo,
			channelId: conversation.channelId,
			channelType: conversation.channelType,
			payload: encodeText(message.text)
		}));
	}

	#opened(conversation) {
		if (conversation.channelType === ChannelType.PERSON && this.#session.state.name === 'online'
			&& this.#presence.isOnline(conversation.channelId) === undefined) {
			this.#ask();
		}
	}

	#ask() {
		const others = [...this.#conversations.all()].filter(({ channelType }) => channelType === ChannelType.PERSON);
		this.#session.send(this.#presence.question(new Set([this.#uid, ...others.map(({ channelId }) => channelId)])));
	}

	#take(frame) {
		switch (frame.type) {
			case FrameType.RECV:
				this.#received(frame);
				break;
			case FrameType.SENDACK:
				this.#acknowledged(frame);
				break;
			case WHO_IS_ONLINE:
			case PRESENCE_CHANGED:
				this.#presence.take(frame);
				break;
			default:
				// Nothing that this page knows.
		}
	}

	/** A message that comes twice is acknowledged twice: the first time was perhaps in vain. */
	#received(recv) {
		const own = recv.fromUid === this.#uid;
		const outgoing = own ? this.#outbox.takeNamed(recv.clientMsgNo) : undefined;
		if (outgoing) {
			this.#conversations.settle(outgoing.conversation, outgoing.message, { id: recv.messageId });
		} else {
			this.#conversations.receive(recv.channelType, recv.channelId, {
				id: recv.messageId,
				clientMsgNo: recv.clientMsgNo,
				fromUid: recv.fromUid,
				text: decodeText(recv.payload),
				at: recv.timestamp * 1000,
				state: own ? 'sent' : 'received'
			});
		}
		this.#session.send(encodeRecvack(recv));
	}

	#acknowledged({ clientSeq, messageId, reasonCode }) {
		const outgoing = this.#outbox.take(clientSeq);
		if (outgoing) {
			const outcome = (reasonCode === ReasonCode.SUCCESS) ? { id: messageId }
				: { problem: describeRefusedMessage(reasonCode) };
			this.#conversations.settle(outgoing.conversation, outgoing.message, outcome);
		}
	}

}

/**
 * A name that nobody else has; randomUUID is not there for pages without TLS.
 * @returns {string} 32 hexadecimal digits
 */
export function randomName() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
