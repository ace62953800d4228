/**
 * What people write, as a payload: {"content":"…","type":1}, which the shell command understands too.
 */

const TEXT = 1;

const ENCODER = new TextEncoder();

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function encodeText(text) {
	return ENCODER.encode(JSON.stringify({ content: text, type: TEXT }));
}

/**
 * What to show of a payload, whatever it is.
 * @param {Uint8Array} payload
 * @returns {string}
 */
export function decodeText(payload) {
	let content;
	try {
		content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
	} catch {
		return `(${payload.length} bytes)`;
	}
	const type = Number(content?.type ?? 0);
	return (type === TEXT) ? String(content.content ?? '') : `(content of type ${type})`;
}
