/**
 * Shows how the connection is: a word in the header, and a notice with a button when there is something to do.
 */

import { byId } from './elements.js';

const WORDS = { connecting: 'Connecting…', online: 'Online', waiting: 'Reconnecting', ended: 'Logged out' };

export class ConnectionView {

	#pill = byId('connection');

	#text = byId('connection-text');

	#notice = byId('notice');

	#title = byId('notice-title');

	#explanation = byId('notice-text');

	#countdown = byId('notice-countdown');

	#button = byId('notice-button');

	#announce;

	#retryAt = 0;

	#timer;

	/**
	 * @param {{onRetry: () => void, onLoginAgain: () => void, announce: (text: string) => void}} handlers
	 */
	constructor({ onRetry, onLoginAgain, announce }) {
		this.#announce = announce;
		this.#button.addEventListener('click', () => {
			const again = (this.#pill.dataset.state === 'ended') ? onLoginAgain : onRetry;
			again();
		});
	}

	/** @param {import('../wire/session.js').State} state */
	show(state) {
		clearInterval(this.#timer);
		this.#pill.dataset.state = state.name;
		this.#text.textContent = (state.name === 'connecting' && state.again) ? 'Reconnecting' : WORDS[state.name] ?? '';
		switch (state.name) {
			case 'waiting':
				this.#waiting(state);
				break;
			case 'ended':
				this.#ended();
				break;
			case 'online':
				this.#online();
				break;
			default:
				this.#connecting(state);
		}
	}

	#waiting({ ending, retryAt }) {
		this.#title.textContent = 'Reconnecting.';
		this.#explanation.textContent = ending.text;
		this.#retryAt = retryAt;
		this.#count();
		this.#timer = setInterval(() => this.#count(), 250);
		if (this.#notice.hidden) {
			this.#announce(`${ending.text} Trying to reconnect.`);
		}
		this.#offer('Try now');
	}

	/** The seconds are for the eye; a screen reader that said each of them could say nothing else. */
	#count() {
		const seconds = Math.max(0, Math.ceil((this.#retryAt - Date.now()) / 1000));
		this.#countdown.textContent = `Next try in ${seconds} s.`;
	}

	#ended() {
		this.#title.textContent = 'You were logged out.';
		this.#explanation.textContent = 'Somebody logged in as you from another browser, or an operator closed the '
			+ 'connection.';
		this.#countdown.textContent = '';
		this.#offer('Log in again');
		this.#announce(`${this.#title.textContent} ${this.#explanation.textContent}`);
	}

	#online() {
		if (!this.#notice.hidden) {
			const hadFocus = this.#notice.contains(document.activeElement);
			this.#notice.hidden = true;
			if (hadFocus) {
				byId('composer-text').focus();
			}
		}
		this.#announce('Online');
	}

	#connecting({ again }) {
		if (again && !this.#notice.hidden) {
			this.#countdown.textContent = 'Trying now…';
		} else {
			this.#notice.hidden = true;
		}
	}

	#offer(label) {
		this.#button.textContent = label;
		this.#notice.hidden = false;
	}

}
