/**
 * Who are you?
 */

import { byId, element, paintAvatar } from './elements.js';

/** The users that the sample's database has. */
export const DEMO_USERS = Object.freeze(['alice', 'bob', 'carol', 'dave']);

export class LoginView {

	#root = byId('login');

	#form = byId('login-form');

	#token = byId('login-token');

	#problem = byId('login-problem');

	/**
	 * @param {(login: {uid: string, token: string}) => void} onLogin
	 */
	constructor(onLogin) {
		byId('login-users').append(...DEMO_USERS.map(choice));
		// Not "change", so that choosing the same user again brings the right token back.
		this.#form.addEventListener('click', ({ target }) => {
			if (target.name === 'uid') {
				this.#token.value = `${target.value}-token`;
			}
		});
		this.#form.addEventListener('submit', (event) => {
			event.preventDefault();
			const fields = new FormData(this.#form);
			onLogin({ uid: fields.get('uid'), token: fields.get('token') });
		});
	}

	/**
	 * @param {string} [problem] why the last login did not work
	 */
	show(problem = '') {
		this.#root.hidden = false;
		this.#problem.textContent = problem;
		if (!this.#token.value) {
			this.#token.value = `${DEMO_USERS[0]}-token`;
		}
		const focus = problem ? this.#token : this.#form.querySelector('input[name=uid]:checked');
		focus.focus();
	}

	hide() {
		this.#root.hidden = true;
	}

}

function choice(uid, index) {
	const radio = element('input', { type: 'radio', name: 'uid', value: uid });
	radio.defaultChecked = index === 0;
	const avatar = element('span', { class: 'avatar', 'aria-hidden': 'true' });
	paintAvatar(avatar, uid);
	return element('label', { class: 'user' }, radio, avatar, element('span', {}, uid));
}
