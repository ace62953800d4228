/**
 * The screen of somebody who is logged in. On a narrow screen either the list or one conversation is seen.
 */

import { ChannelType } from '../chat/conversations.js';
import { ComposerView } from './composer-view.js';
import { ConversationsView } from './conversations-view.js';
import { byId, paintAvatar } from './elements.js';
import { MessagesView } from './messages-view.js';
import { NewConversationView } from './new-conversation-view.js';

const TITLE = 'wk-net messenger';

export class ChatView {

	#root = byId('chat');

	#uid;

	#conversations;

	#presence;

	#list;

	#messages;

	#composer;

	#current;

	#listening = new AbortController();

	/**
	 * @param {string} uid who uses this page
	 * @param {import('../chat/conversations.js').Conversations} conversations
	 * @param {import('../chat/presence.js').Presence} presence
	 * @param {{onSend: (conversation: object, text: string) => boolean, announce: (text: string) => void}} handlers
	 */
	constructor(uid, conversations, presence, { onSend, announce }) {
		const { signal } = this.#listening;
		this.#uid = uid;
		this.#conversations = conversations;
		this.#presence = presence;
		this.#list = new ConversationsView(presence, (conversation) => this.open(conversation));
		this.#messages = new MessagesView(uid);
		this.#composer = new ComposerView((text) => onSend(this.#current, text), signal);
		new NewConversationView((type, id) => this.open(conversations.open(type, id)), signal);
		byId('me-name').textContent = uid;
		paintAvatar(byId('me-avatar'), uid);
		byId('back').addEventListener('click', () => this.#back(), { signal });
		this.#listen(signal, announce);
		for (const conversation of conversations.all()) {
			this.#list.update(conversation);
		}
	}

	/** @param {import('../chat/conversations.js').Conversation} conversation the first to be seen */
	show(conversation) {
		this.#root.hidden = false;
		this.#select(conversation);
		this.#root.dataset.screen = 'list';
		this.#look();
		if (this.#isWide()) {
			this.#composer.focus();
		} else {
			this.#list.focus(conversation);
		}
	}

	/** @param {import('../chat/conversations.js').Conversation} conversation */
	open(conversation) {
		this.#select(conversation);
		this.#root.dataset.screen = 'talk';
		this.#look();
		this.#composer.focus();
	}

	close() {
		this.#listening.abort();
		this.#root.hidden = true;
		document.title = TITLE;
	}

	#listen(signal, announce) {
		const on = (type, listener) => this.#conversations.addEventListener(type, ({ detail }) => listener(detail),
			{ signal });
		on('conversation', ({ conversation }) => {
			this.#list.update(conversation);
			this.#paintTitle();
		});
		on('closed', ({ conversation }) => this.#list.remove(conversation));
		on('update', ({ conversation, message }) => this.#messages.update(conversation, message));
		on('message', ({ conversation, message }) => {
			this.#messages.update(conversation, message);
			if (conversation !== this.#current && message.state === 'received') {
				announce(`New message from ${message.fromUid}`);
			}
		});
		this.#presence.addEventListener('change', () => this.#paintPresence(), { signal });
		document.addEventListener('visibilitychange', () => this.#look(), { signal });
		matchMedia('(min-width: 44rem)').addEventListener('change', () => this.#look(), { signal });
	}

	#select(conversation) {
		this.#current = conversation;
		this.#list.select(conversation);
		this.#messages.show(conversation);
		this.#composer.show(conversation);
		byId('talk-title').textContent = conversation.channelId;
		paintAvatar(byId('talk-avatar'), conversation.channelId, conversation.channelType === ChannelType.GROUP);
		this.#paintPresence();
	}

	#back() {
		this.#root.dataset.screen = 'list';
		this.#look();
		this.#list.focus(this.#current);
	}

	/** What is on the screen is read; what is behind another tab or another screen is not. */
	#look() {
		const seen = !document.hidden && (this.#isWide() || this.#root.dataset.screen === 'talk');
		this.#conversations.show(seen ? this.#current : undefined);
	}

	#isWide() {
		return matchMedia('(min-width: 44rem)').matches;
	}

	#paintPresence() {
		for (const conversation of this.#conversations.all()) {
			this.#list.update(conversation);
		}
		const { count } = this.#presence;
		byId('online-count').textContent = (count > 0) ? `${count} online` : '';
		if (this.#current) {
			byId('talk-detail').textContent = this.#describe(this.#current);
		}
	}

	#describe({ channelType, channelId }) {
		if (channelType === ChannelType.GROUP) {
			return 'group';
		}
		const online = this.#presence.isOnline(channelId);
		return (online === undefined) ? 'person' : online ? 'online' : 'offline · gets it at the next login';
	}

	#paintTitle() {
		const { unread } = this.#conversations;
		document.title = (unread > 0) ? `(${unread}) ${this.#uid} · ${TITLE}` : `${this.#uid} · ${TITLE}`;
	}

}
