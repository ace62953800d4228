/**
 * Where messages are written.
 */

import { byId } from './elements.js';

export class ComposerView {

	#text = byId('composer-text');

	#label = byId('composer-label');

	#problem = byId('composer-problem');

	/** @type {Map<string, string>} what is half written, by conversation */
	#drafts = new Map();

	#key = '';

	/**
	 * @param {(text: string) => boolean} onSend false if the message was not taken
	 * @param {AbortSignal} signal ends it
	 */
	constructor(onSend, signal) {
		const form = byId('composer');
		this.#text.addEventListener('input', () => this.#grow(), { signal });
		this.#text.addEventListener('keydown', (event) => {
			if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
				event.preventDefault();
				form.requestSubmit();
			}
		}, { signal });
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.#submit(onSend);
		}, { signal });
		this.#set('');
	}

	/** @param {import('../chat/conversations.js').Conversation} conversation */
	show({ key, channelId }) {
		this.#drafts.set(this.#key, this.#text.value);
		this.#key = key;
		this.#set(this.#drafts.get(key) ?? '');
		this.#label.textContent = `Message to ${channelId}`;
		this.#problem.textContent = '';
	}

	focus() {
		this.#text.focus();
	}

	#submit(onSend) {
		const text = this.#text.value.trim();
		if (text === '') {
			return;
		}
		if (onSend(text)) {
			this.#set('');
			this.#problem.textContent = '';
		} else {
			this.#problem.textContent = 'Too many messages are waiting to be sent. Please wait until you are online again.';
		}
		this.focus();
	}

	#set(text) {
		this.#text.value = text;
		this.#grow();
	}

	/** As many lines as are written, up to the style sheet's limit. */
	#grow() {
		this.#text.style.blockSize = 'auto';
		if (this.#text.value !== '') {
			const border = this.#text.offsetHeight - this.#text.clientHeight;
			this.#text.style.blockSize = `${this.#text.scrollHeight + border}px`;
		}
	}

}
