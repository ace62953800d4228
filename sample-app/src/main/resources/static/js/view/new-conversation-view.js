/**
 * Asks whom to talk to.
 */

import { byId } from './elements.js';

export class NewConversationView {

	/**
	 * @param {(channelType: number, channelId: string) => void} onOpen
	 * @param {AbortSignal} signal ends it
	 */
	constructor(onOpen, signal) {
		const dialog = byId('new-dialog');
		const form = byId('new-form');
		const name = byId('new-name');
		byId('new-button').addEventListener('click', () => {
			form.reset();
			dialog.showModal();
			name.focus();
		}, { signal });
		byId('new-cancel').addEventListener('click', () => dialog.close(), { signal });
		form.addEventListener('submit', () => {
			const channelId = name.value.trim();
			if (channelId !== '') {
				onOpen(Number(new FormData(form).get('type')), channelId);
			}
		}, { signal });
		signal.addEventListener('abort', () => dialog.close());
	}

}
