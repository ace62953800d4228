/**
 * The server's numbers, and a chart of its connections.
 */

import { Chart } from '../numbers/chart.js';
import { byId, element } from './elements.js';

const NAMES = { tcp: 'TCP', tls: 'TLS', ws: 'WebSocket', wss: 'secure WebSocket' };

export class NumbersView {

	#chart = new Chart(byId('chart'));

	#legend = byId('chart-legend');

	#figures = byId('figures');

	#problem = byId('numbers-problem');

	/** @param {import('../numbers/statistics.js').Numbers | null} numbers */
	show(numbers) {
		this.#problem.hidden = numbers !== null;
		this.#chart.add(numbers && numbers.listeners);
		if (numbers) {
			this.#legend.replaceChildren(...Object.entries(numbers.listeners).sort().map(([name, count]) =>
				element('li', { 'data-series': name }, element('span', { class: 'swatch', 'aria-hidden': 'true' }),
					`${NAMES[name] ?? name} `, element('strong', {}, String(count)))));
			this.#figures.replaceChildren(figure('Open now', numbers.total), figure('Users online', numbers.users),
				figure('Accepted', numbers.accepted),
				figure('Closed', Object.values(numbers.closed).reduce((sum, count) => sum + count, 0)));
		}
	}

}

function figure(name, value) {
	return element('div', {}, element('dt', {}, name), element('dd', {}, value.toLocaleString()));
}
