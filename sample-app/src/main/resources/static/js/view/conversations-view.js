/**
 * The list of conversations: who is there, and where something new is.
 */

import { ChannelType } from '../chat/conversations.js';
import { byId, element, paintAvatar } from './elements.js';

export class ConversationsView {

	#list = byId('conversation-list');

	/** @type {Map<string, {item: HTMLElement, button: HTMLElement, detail: HTMLElement, badge: HTMLElement}>} */
	#entries = new Map();

	#presence;

	#onOpen;

	/**
	 * @param {import('../chat/presence.js').Presence} presence
	 * @param {(conversation: object) => void} onOpen
	 */
	constructor(presence, onOpen) {
		this.#presence = presence;
		this.#onOpen = onOpen;
		this.#list.replaceChildren();
	}

	/** @param {import('../chat/conversations.js').Conversation} conversation */
	update(conversation) {
		const entry = this.#entries.get(conversation.key) ?? this.#add(conversation);
		const { text, state } = this.#describe(conversation);
		entry.detail.textContent = text;
		entry.button.dataset.presence = state;
		entry.badge.hidden = conversation.unread === 0;
		entry.badge.replaceChildren(String(conversation.unread), element('span', { class: 'visually-hidden' }, ' unread'));
	}

	/** @param {import('../chat/conversations.js').Conversation} conversation */
	remove({ key }) {
		this.#entries.get(key)?.item.remove();
		this.#entries.delete(key);
	}

	/** @param {import('../chat/conversations.js').Conversation | undefined} current */
	select(current) {
		this.#entries.forEach(({ button }, key) => {
			if (key === current?.key) {
				button.setAttribute('aria-current', 'true');
			} else {
				button.removeAttribute('aria-current');
			}
		});
	}

	/** @param {import('../chat/conversations.js').Conversation} conversation */
	focus({ key }) {
		this.#entries.get(key)?.button.focus();
	}

	#add(conversation) {
		const { channelType, channelId, key } = conversation;
		const avatar = element('span', { class: 'avatar', 'aria-hidden': 'true' });
		paintAvatar(avatar, channelId, channelType === ChannelType.GROUP);
		const detail = element('span', { class: 'detail' });
		const badge = element('span', { class: 'badge' });
		const button = element('button', { type: 'button', class: 'conversation', 'data-channel': key }, avatar,
			element('span', { class: 'text' }, element('span', { class: 'name' }, channelId), detail), badge);
		button.addEventListener('click', () => this.#onOpen(conversation));
		const item = element('li', {}, button);
		this.#list.append(item);
		const entry = { item, button, detail, badge };
		this.#entries.set(key, entry);
		return entry;
	}

	#describe({ channelType, channelId }) {
		if (channelType === ChannelType.GROUP) {
			return { text: 'group', state: 'group' };
		}
		const online = this.#presence.isOnline(channelId);
		if (online === undefined) {
			return { text: 'person', state: 'unknown' };
		}
		return online ? { text: 'online', state: 'online' } : { text: 'offline', state: 'offline' };
	}

}
