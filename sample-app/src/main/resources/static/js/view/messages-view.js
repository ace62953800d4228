/**
 * The messages of one conversation.
 */

import { ChannelType } from '../chat/conversations.js';
import { byId, element, paintAvatar } from './elements.js';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

const DAY_AND_TIME = new Intl.DateTimeFormat(undefined,
	{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** How near to the end, in pixels, somebody is who wants to see what is new. */
const NEAR = 80;

export class MessagesView {

	#root = byId('messages');

	#uid;

	#conversation;

	#log;

	#list;

	/** @type {WeakMap<object, HTMLElement>} */
	#items = new WeakMap();

	/** Whether the newest message is to be seen: not while somebody reads older ones. */
	#following = true;

	/** A keyboard on the screen takes room away. */
	#resizes = new ResizeObserver(() => this.#follow());

	/** @param {string} uid who uses this page */
	constructor(uid) {
		this.#uid = uid;
		this.#root.replaceChildren();
	}

	/**
	 * Show another conversation. The log is a new element, filled before it is there: what changes in it is read aloud,
	 * what it begins with is not.
	 * @param {import('../chat/conversations.js').Conversation} conversation
	 */
	show(conversation) {
		this.#conversation = conversation;
		this.#items = new WeakMap();
		this.#list = element('ol');
		this.#log = element('div', {
			class: 'log', role: 'log', tabindex: '0', 'aria-label': `Messages, ${conversation.channelId}`
		}, element('p', { class: 'empty' }, emptyText(conversation)), this.#list);
		this.#fill();
		this.#root.replaceChildren(this.#log);
		this.#resizes.disconnect();
		this.#resizes.observe(this.#log);
		this.#log.addEventListener('scroll', () => {
			const { scrollHeight, scrollTop, clientHeight } = this.#log;
			this.#following = scrollHeight - scrollTop - clientHeight < NEAR;
		}, { passive: true });
		this.#following = true;
		this.#follow();
	}

	/**
	 * A message is new or has changed.
	 * @param {import('../chat/conversations.js').Conversation} conversation
	 * @param {import('../chat/conversations.js').Message} message
	 */
	update(conversation, message) {
		if (conversation !== this.#conversation) {
			return;
		}
		const item = this.#items.get(message);
		if (item) {
			paintState(item, message);
		} else if (message.fromUid === this.#uid) {
			this.#following = true;
		}
		this.#fill();
		this.#follow();
	}

	/** Bring the list in line with the messages, touching only what differs. */
	#fill() {
		const { messages } = this.#conversation;
		let previous;
		let node = this.#list.firstElementChild;
		for (const message of messages) {
			let item = this.#items.get(message);
			if (!item) {
				item = this.#render(message);
				this.#items.set(message, item);
			}
			item.classList.toggle('follows', previous?.fromUid === message.fromUid);
			if (item === node) {
				node = node.nextElementSibling;
			} else {
				this.#list.insertBefore(item, node);
			}
			previous = message;
		}
		while (node) {
			const next = node.nextElementSibling;
			node.remove();
			node = next;
		}
		this.#log.classList.toggle('is-empty', messages.length === 0);
	}

	#render(message) {
		const own = message.fromUid === this.#uid;
		const author = element('span', { class: own ? 'author visually-hidden' : 'author' },
			own ? 'You' : message.fromUid);
		const bubble = element('div', { class: 'bubble' }, author,
			element('p', { class: 'body', dir: 'auto' }, message.text), footer(message));
		const item = element('li', { class: own ? 'message own' : 'message' });
		if (!own && this.#conversation.channelType === ChannelType.GROUP) {
			const avatar = element('span', { class: 'avatar small', 'aria-hidden': 'true' });
			paintAvatar(avatar, message.fromUid);
			item.append(avatar);
		}
		item.append(bubble);
		paintState(item, message);
		return item;
	}

	#follow() {
		if (this.#following) {
			this.#log.scrollTop = this.#log.scrollHeight;
		}
	}

}

function footer({ at }) {
	const date = new Date(at);
	const format = (date.toDateString() === new Date().toDateString()) ? TIME : DAY_AND_TIME;
	return element('p', { class: 'footer' }, element('time', { datetime: date.toISOString() }, format.format(date)), ' ',
		element('span', { class: 'state' }));
}

function paintState(item, message) {
	item.dataset.state = message.state;
	item.querySelector('.state').textContent = describe(message);
}

function describe({ state, problem }) {
	switch (state) {
		case 'pending':
			return '· sending…';
		case 'sent':
			return '· sent';
		case 'refused':
			return `· not sent: ${problem}`;
		default:
			return '';
	}
}

function emptyText({ channelType, channelId }) {
	return (channelType === ChannelType.GROUP) ? `Nothing new in ${channelId}. What you write goes to everybody in it.`
		: `Nothing new from ${channelId}. What you write waits until ${channelId} is there.`;
}
