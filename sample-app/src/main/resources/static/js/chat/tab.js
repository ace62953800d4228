/**
 * What this tab remembers over a reload: who it is, which device, and its conversations. Other tabs know nothing of it.
 */

import { randomName } from './messenger.js';

const DEVICE = 'deviceId';

const LOGIN = 'login';

const CONVERSATIONS = 'conversations';

/** How many messages of a conversation are remembered. */
const MAX_MESSAGES = 100;

/**
 * A random name for this tab as a device, always the same.
 * @returns {string}
 */
export function deviceId() {
	let id = sessionStorage.getItem(DEVICE);
	if (!id) {
		id = `web-${randomName()}`;
		sessionStorage.setItem(DEVICE, id);
	}
	return id;
}

/** @param {{uid: string, token: string}} login */
export function rememberLogin({ uid, token }) {
	sessionStorage.setItem(LOGIN, JSON.stringify({ uid, token }));
}

/** @returns {{uid: string, token: string} | null} */
export function rememberedLogin() {
	return JSON.parse(sessionStorage.getItem(LOGIN));
}

/** Log out: the next one at this tab sees nothing. */
export function forget() {
	sessionStorage.removeItem(LOGIN);
	sessionStorage.removeItem(CONVERSATIONS);
}

/**
 * @param {string} uid whose they are
 * @param {import('./conversations.js').Conversations} conversations
 */
export function rememberConversations(uid, conversations) {
	const all = [...conversations.all()].map(({ channelType, channelId, messages, unread }) =>
		({ channelType, channelId, unread, messages: messages.slice(-MAX_MESSAGES) }));
	const bigintAsText = (key, value) => (typeof value === 'bigint') ? value.toString() : value;
	try {
		sessionStorage.setItem(CONVERSATIONS, JSON.stringify({ uid, all }, bigintAsText));
	} catch (error) {
		console.warn('The conversations are too large to be remembered', error);
	}
}

/**
 * @param {string} uid whose they must be
 * @param {import('./conversations.js').Conversations} conversations gets them
 */
export function restoreConversations(uid, conversations) {
	const stored = JSON.parse(sessionStorage.getItem(CONVERSATIONS));
	if (stored?.uid !== uid) {
		return;
	}
	for (const { channelType, channelId, unread, messages } of stored.all) {
		conversations.restore(channelType, channelId, unread, messages.map((message) =>
			(message.id === undefined) ? message : { ...message, id: BigInt(message.id) }));
	}
}
