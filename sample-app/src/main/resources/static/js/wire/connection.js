/**
 * One connection to the server, from the WebSocket's handshake to its end.
 */

import { encodeConnect, encodePing, FrameDecoder, FrameType } from './frames.js';
import { isTemporary, ReasonCode } from './reasons.js';

/**
 * Why a connection ended.
 * @typedef {object} Ending
 * @property {'refused' | 'kicked' | 'lost'} kind only what is lost is worth another try
 * @property {number} [reasonCode] what the server said
 * @property {string} text for people
 */

/**
 * Times in milliseconds.
 * @typedef {{loginWithin: number, pingEvery: number, pongWithin: number}} Timing
 */

/** @type {Timing} */
const TIMING = Object.freeze({ loginWithin: 10_000, pingEvery: 30_000, pongWithin: 10_000 });

const LOST = new Map([
	[1001, 'The server is shutting down.'],
	[1009, 'The server found a frame too large.'],
	[1011, 'The server failed.'],
	[1013, 'The server is too busy.']
]);

/**
 * Logs in, answers to nobody but its handlers, and finds out when the server is gone: a PING that is not answered by a
 * PONG in time ends the connection, because a network that has vanished says nothing.
 */
export class Connection {

	#socket;

	#handlers;

	#timing;

	#decoder = new FrameDecoder();

	#loginTimer;

	#pingTimer;

	#pongTimer;

	#online = false;

	#ended = false;

	/**
	 * Connect.
	 * @param {string} url of the WebSocket
	 * @param {{uid: string, token: string, deviceId: string}} login who is there
	 * @param {{onOnline: () => void, onFrame: (frame: object) => void, onEnd: (ending: Ending) => void}} handlers
	 * onEnd is called once, and nothing after it
	 * @param {{timing?: Timing, open?: (url: string) => WebSocket}} [options] for tests
	 */
	constructor(url, login, handlers, { timing = TIMING, open = (address) => new WebSocket(address) } = {}) {
		this.#handlers = handlers;
		this.#timing = timing;
		const socket = open(url);
		this.#socket = socket;
		socket.binaryType = 'arraybuffer';
		socket.onopen = () => socket.send(encodeConnect({ ...login, timestamp: BigInt(Date.now()) }));
		socket.onmessage = (event) => this.#received(event.data);
		socket.onclose = (event) => this.#end(this.#describe(event));
		this.#loginTimer = setTimeout(() => this.#lost('The server did not answer.'), timing.loginWithin);
	}

	/**
	 * Send a frame, unless nobody is logged in.
	 * @param {Uint8Array} bytes one whole frame
	 */
	send(bytes) {
		if (this.#online && this.#socket.readyState === WebSocket.OPEN) {
			this.#socket.send(bytes);
		}
	}

	/** Find out now whether the server is still there. */
	check() {
		if (this.#online && this.#pongTimer === undefined) {
			this.send(encodePing());
			this.#pongTimer = setTimeout(() => this.#lost('The server does not answer any more.'),
				this.#timing.pongWithin);
		}
	}

	/** Leave, without a word to the handlers. */
	close() {
		this.#ended = true;
		this.#release();
	}

	#received(data) {
		try {
			for (const frame of this.#decoder.decode(new Uint8Array(data))) {
				if (!this.#ended) {
					this.#take(frame);
				}
			}
		} catch (error) {
			console.error('A frame could not be read', error);
			this.#lost('The server sent something that this page does not understand.');
		}
	}

	#take(frame) {
		switch (frame.type) {
			case FrameType.CONNACK:
				this.#loggedIn(frame);
				break;
			case FrameType.PONG:
				clearTimeout(this.#pongTimer);
				this.#pongTimer = undefined;
				break;
			case FrameType.DISCONNECT:
				// Of any other reason the close that follows tells.
				if (frame.reasonCode === ReasonCode.CONNECT_KICK) {
					this.#end({ kind: 'kicked', reasonCode: frame.reasonCode, text: frame.reason });
				}
				break;
			default:
				this.#handlers.onFrame(frame);
		}
	}

	#loggedIn({ reasonCode }) {
		clearTimeout(this.#loginTimer);
		if (reasonCode === ReasonCode.SUCCESS) {
			this.#online = true;
			this.#pingTimer = setInterval(() => this.check(), this.#timing.pingEvery);
			this.#handlers.onOnline();
		} else if (isTemporary(reasonCode)) {
			this.#lost('The server is too busy.');
		} else {
			this.#end({ kind: 'refused', reasonCode, text: '' });
		}
	}

	#describe({ code }) {
		const text = this.#online ? 'The connection was lost.' : 'The server can not be reached.';
		return { kind: 'lost', text: LOST.get(code) ?? text };
	}

	#lost(text) {
		this.#end({ kind: 'lost', text });
	}

	#end(ending) {
		if (!this.#ended) {
			this.close();
			this.#handlers.onEnd(ending);
		}
	}

	/** Closing a socket whose peer is gone takes long, so nobody waits for it. */
	#release() {
		clearTimeout(this.#loginTimer);
		clearInterval(this.#pingTimer);
		clearTimeout(this.#pongTimer);
		this.#socket.onopen = null;
		this.#socket.onmessage = null;
		this.#socket.onclose = null;
		this.#socket.close();
	}

}
