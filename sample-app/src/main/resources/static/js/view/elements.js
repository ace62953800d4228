/**
 * Small things that every view needs. Whatever comes from outside becomes text, never markup.
 */

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
	return document.getElementById(id);
}

/**
 * Make an element.
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
	const result = document.createElement(name);
	Object.entries(attributes).forEach(([key, value]) => result.setAttribute(key, value));
	result.append(...children);
	return result;
}

/**
 * Make an element of a drawing.
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @returns {SVGElement}
 */
export function drawing(name, attributes = {}) {
	const result = document.createElementNS('http://www.w3.org/2000/svg', name);
	Object.entries(attributes).forEach(([key, value]) => result.setAttribute(key, value));
	return result;
}

/** How many colours of avatars the style sheet has. */
const HUES = 6;

/**
 * Give an avatar a letter and a colour, the same for the same name everywhere.
 * @param {HTMLElement} avatar
 * @param {string} name
 * @param {boolean} [group]
 */
export function paintAvatar(avatar, name, group = false) {
	avatar.textContent = group ? '#' : ([...name][0] ?? '?').toUpperCase();
	const sum = [...name].reduce((hash, character) => (hash * 31 + character.codePointAt(0)) % 9973, 1);
	avatar.dataset.hue = group ? 'group' : String(sum % HUES);
}
