/**
 * A chart of counts over time, drawn by hand: one area for each series, stacked, in steps, because there is no half of
 * a connection.
 */

import { drawing } from '../view/elements.js';

const WIDTH = 240;

const HEIGHT = 96;

/** How many samples fit: two minutes of one every two seconds. */
const SAMPLES = 60;

const BOTTOM = HEIGHT - 1;

const TOP = 8;

export class Chart {

	#root;

	#svg = drawing('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });

	#highest = document.createElement('span');

	/** @type {(Record<string, number> | null)[]} oldest first; null where nothing is known */
	#samples = [];

	/** @param {HTMLElement} root where it goes */
	constructor(root) {
		this.#root = root;
		this.#highest.className = 'highest';
		this.#highest.setAttribute('aria-hidden', 'true');
		root.replaceChildren(this.#svg, this.#highest);
	}

	/**
	 * Add a sample and draw.
	 * @param {Record<string, number> | null} counts by series; null if they are not known
	 */
	add(counts) {
		this.#samples.push(counts);
		if (this.#samples.length > SAMPLES) {
			this.#samples.shift();
		}
		this.#draw();
	}

	#draw() {
		const series = [...new Set(this.#samples.flatMap((counts) => Object.keys(counts ?? {})))].sort();
		const totals = this.#samples.map(sum);
		const known = totals.filter((total) => total !== undefined);
		const highest = niceCeiling(Math.max(1, ...known));
		const y = (count) => BOTTOM - (BOTTOM - TOP) * count / highest;
		const shapes = [grid(y(highest)), grid(y(highest / 2)), grid(y(0))];
		let below = this.#samples.map(() => 0);
		for (const name of series) {
			const above = this.#samples.map((counts, index) => below[index] + (counts?.[name] ?? 0));
			shapes.push(...area(name, above.map(y), below.map(y), this.#samples));
			below = above;
		}
		this.#svg.replaceChildren(...shapes);
		this.#svg.setAttribute('aria-label', label(known));
		this.#highest.textContent = String(highest);
		this.#root.dataset.samples = String(this.#samples.length);
	}

}

function sum(counts) {
	return counts ? Object.values(counts).reduce((total, count) => total + count, 0) : undefined;
}

/** 1, 2, 4, 6, 10, 20, 40, 60, 100 …: what half of is a whole number, from 2 on. */
function niceCeiling(count) {
	let unit = 1;
	for (;;) {
		for (const factor of [1, 2, 4, 6]) {
			if (count <= factor * unit) {
				return factor * unit;
			}
		}
		unit *= 10;
	}
}

function grid(y) {
	return drawing('line', { class: 'grid', x1: 0, x2: WIDTH, y1: y, y2: y });
}

/** One area, with a gap wherever nothing is known; the newest sample is at the right. */
function area(name, tops, bottoms, samples) {
	const step = WIDTH / (SAMPLES - 1);
	const x = (index) => WIDTH - (samples.length - 1 - index) * step;
	const shapes = [];
	for (let start = 0; start < samples.length; start++) {
		if (!samples[start]) {
			continue;
		}
		let end = start;
		while (end + 1 < samples.length && samples[end + 1]) {
			end++;
		}
		const upper = steps(tops, start, end, x);
		const lower = steps(bottoms, start, end, x).reverse();
		shapes.push(drawing('polygon', { class: 'area', 'data-series': name, points: [...upper, ...lower].join(' ') }),
			drawing('polyline', { class: 'line', 'data-series': name, points: upper.join(' ') }));
		start = end;
	}
	return shapes;
}

function steps(values, start, end, x) {
	const points = [`${x(start)},${values[start]}`];
	for (let index = start + 1; index <= end; index++) {
		points.push(`${x(index)},${values[index - 1]}`, `${x(index)},${values[index]}`);
	}
	return points;
}

function label(known) {
	if (known.length === 0) {
		return 'Connections: nothing known yet';
	}
	return `Connections over the last two minutes: now ${known[known.length - 1]}, between ${Math.min(...known)} and `
		+ `${Math.max(...known)}`;
}
