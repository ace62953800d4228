/**
 * Frames under the fixed header, protocol version 5, without encryption:
 *
 *     type u8 | flags u8 | length u32 | body
 *
 * Only what this page needs: frames of a client are encoded, those of a server decoded.
 */

import { ByteReader, ByteWriter, MalformedFrameError } from './bytes.js';

export const PROTOCOL_VERSION = 5;

/** The device flag of a browser; one of app 0, web 1, pc 2. */
export const DEVICE_WEB = 1;

export const FrameType = Object.freeze({
	CONNECT: 1, CONNACK: 2, SEND: 3, SENDACK: 4, RECV: 5, RECVACK: 6, PING: 7, PONG: 8, DISCONNECT: 9,
	/** The lowest type of the application's own. */
	APPLICATION: 16
});

export const FrameFlags = Object.freeze({ NO_PERSIST: 1, RED_DOT: 2, SYNC_ONCE: 4, DUP: 8 });

const HEADER_BYTES = 6;

/** The largest body taken: the server's own default limit. */
const MAX_BODY_BYTES = 1024 * 1024;

const RESERVED_TYPES = new Set([0, 13, 14, 15]);

const HAS_SERVER_VERSION = 1;

const SETTING_TOPIC = 0x08;

/**
 * Put the header in front of a body.
 * @param {number} type
 * @param {number} flags
 * @param {Uint8Array} body
 * @returns {Uint8Array}
 */
function frame(type, flags, body) {
	return new ByteWriter().u8(type).u8(flags).u32(body.length).raw(body).toBytes();
}

/**
 * The first frame of a connection.
 * @param {{uid: string, token: string, deviceId: string, timestamp: bigint}} login the timestamp in ms
 */
export function encodeConnect({ uid, token, deviceId, timestamp }) {
	const body = new ByteWriter().u8(PROTOCOL_VERSION).u8(DEVICE_WEB).string(deviceId).string(uid).string(token)
		.i64(timestamp).string('').toBytes();
	return frame(FrameType.CONNECT, 0, body);
}

/**
 * A message.
 * @param {{flags: number, clientSeq: number, clientMsgNo: string, channelId: string, channelType: number,
 * payload: Uint8Array}} send
 */
export function encodeSend({ flags, clientSeq, clientMsgNo, channelId, channelType, payload }) {
	const body = new ByteWriter().u8(0).u32(clientSeq).string(clientMsgNo).string(channelId).u8(channelType).u32(0)
		.string('').raw(payload).toBytes();
	return frame(FrameType.SEND, flags, body);
}

/**
 * "I have this message", with the flags of the RECV.
 * @param {{flags: number, messageId: bigint, messageSeq: number}} recv
 */
export function encodeRecvack({ flags, messageId, messageSeq }) {
	return frame(FrameType.RECVACK, flags, new ByteWriter().i64(messageId).u32(messageSeq).toBytes());
}

export function encodePing() {
	return frame(FrameType.PING, 0, new Uint8Array());
}

/**
 * A frame of the application's own.
 * @param {number} type 16..255
 * @param {Uint8Array} payload
 */
export function encodeApplication(type, payload) {
	return frame(type, 0, payload);
}

const DECODERS = new Map([
	[FrameType.CONNACK, (flags, body) => ({
		serverVersion: (flags & HAS_SERVER_VERSION) ? body.u8() : 0,
		timeDiff: body.i64(),
		reasonCode: body.u8(),
		serverKey: body.string(),
		salt: body.string(),
		nodeId: body.u64()
	})],
	[FrameType.SENDACK, (flags, body) => ({
		messageId: body.i64(),
		clientSeq: body.u32(),
		messageSeq: body.u32(),
		reasonCode: body.u8()
	})],
	[FrameType.RECV, decodeRecv],
	[FrameType.PONG, () => ({})],
	[FrameType.DISCONNECT, (flags, body) => ({ reasonCode: body.u8(), reason: body.string() })]
]);

function decodeRecv(flags, body) {
	const setting = body.u8();
	return {
		setting,
		msgKey: body.string(),
		fromUid: body.string(),
		channelId: body.string(),
		channelType: body.u8(),
		expire: body.u32(),
		clientMsgNo: body.string(),
		messageId: body.i64(),
		messageSeq: body.u32(),
		timestamp: body.i32(),
		topic: (setting & SETTING_TOPIC) ? body.string() : '',
		payload: body.rest()
	};
}

/**
 * Cuts a stream of bytes into frames, wherever the bytes are split.
 */
export class FrameDecoder {

	#rest = new Uint8Array();

	/**
	 * Take bytes.
	 * @param {Uint8Array} bytes what came next
	 * @returns {object[]} the frames that are complete now, each with type, flags and its fields; those of a type that
	 * this page does not know have their payload alone
	 * @throws {MalformedFrameError} if the connection has to be closed
	 */
	decode(bytes) {
		let rest = bytes;
		if (this.#rest.length > 0) {
			rest = new Uint8Array(this.#rest.length + bytes.length);
			rest.set(this.#rest);
			rest.set(bytes, this.#rest.length);
		}
		const frames = [];
		for (let end = frameEnd(rest); end > 0; end = frameEnd(rest)) {
			frames.push(decodeFrame(rest.subarray(0, end)));
			rest = rest.subarray(end);
		}
		this.#rest = rest.slice();
		return frames;
	}

}

/** Where the first frame ends; 0 if it is not complete. */
function frameEnd(bytes) {
	if (bytes.length > 0 && RESERVED_TYPES.has(bytes[0])) {
		throw new MalformedFrameError(`Frame type ${bytes[0]} is reserved`);
	}
	if (bytes.length < HEADER_BYTES) {
		return 0;
	}
	const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(2);
	if (length > MAX_BODY_BYTES) {
		throw new MalformedFrameError(`A body must be at most ${MAX_BODY_BYTES} bytes, found ${length}`);
	}
	const end = HEADER_BYTES + length;
	return (bytes.length >= end) ? end : 0;
}

function decodeFrame(bytes) {
	const [type, flags] = bytes;
	const body = new ByteReader(bytes.subarray(HEADER_BYTES));
	const decode = DECODERS.get(type) ?? (() => ({ payload: body.rest() }));
	return { type, flags, ...decode(flags, body) };
}
