/**
 * The primitive fields of a frame's body. Integers are big-endian; 64-bit ones are BigInt, because a Number is exact
 * only up to 53 bits.
 */

const MAX_STRING_BYTES = 32767;

const ENCODER = new TextEncoder();

/** Refuses bytes that are not UTF-8, as the server does. */
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A peer's mistake. */
export class MalformedFrameError extends Error {
}

/** Puts fields one after the other. */
export class ByteWriter {

	#bytes = new Uint8Array(256);

	#size = 0;

	/** @param {number} value 0..255 */
	u8(value) {
		this.#reserve(1);
		this.#bytes[this.#size++] = value;
		return this;
	}

	/** @param {number} value 0..4294967295 */
	u32(value) {
		this.#reserve(4).setUint32(this.#size, value);
		this.#size += 4;
		return this;
	}

	/** @param {bigint} value */
	i64(value) {
		this.#reserve(8).setBigInt64(this.#size, value);
		this.#size += 8;
		return this;
	}

	/** @param {string} value at most 32,767 bytes of UTF-8 */
	string(value) {
		const bytes = ENCODER.encode(value);
		if (bytes.length > MAX_STRING_BYTES) {
			throw new RangeError(`A string must be at most ${MAX_STRING_BYTES} bytes of UTF-8, found ${bytes.length}`);
		}
		this.#reserve(2).setUint16(this.#size, bytes.length);
		this.#size += 2;
		return this.raw(bytes);
	}

	/** @param {Uint8Array} bytes */
	raw(bytes) {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#size);
		this.#size += bytes.length;
		return this;
	}

	/** @returns {Uint8Array} a copy of what was written */
	toBytes() {
		return this.#bytes.slice(0, this.#size);
	}

	#reserve(more) {
		if (this.#size + more > this.#bytes.length) {
			const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + more));
			larger.set(this.#bytes);
			this.#bytes = larger;
		}
		return new DataView(this.#bytes.buffer);
	}

}

/** Takes fields one after the other, and never one that runs past the end. */
export class ByteReader {

	#bytes;

	#view;

	#index = 0;

	/** @param {Uint8Array} bytes the body of one frame */
	constructor(bytes) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** @returns {number} */
	u8() {
		return this.#view.getUint8(this.#take(1));
	}

	/** @returns {number} */
	u32() {
		return this.#view.getUint32(this.#take(4));
	}

	/** @returns {number} */
	i32() {
		return this.#view.getInt32(this.#take(4));
	}

	/** @returns {bigint} */
	i64() {
		return this.#view.getBigInt64(this.#take(8));
	}

	/** @returns {bigint} */
	u64() {
		return this.#view.getBigUint64(this.#take(8));
	}

	/** @returns {string} */
	string() {
		const length = this.#view.getInt16(this.#take(2));
		if (length < 0) {
			throw new MalformedFrameError(`The length of a string must be 0..${MAX_STRING_BYTES}, found ${length}`);
		}
		const start = this.#take(length);
		try {
			return DECODER.decode(this.#bytes.subarray(start, start + length));
		} catch {
			throw new MalformedFrameError(`A string must be UTF-8, found other bytes among the ${length} of this one`);
		}
	}

	/** @returns {Uint8Array} a copy of all that is left */
	rest() {
		return this.#bytes.slice(this.#take(this.#bytes.length - this.#index));
	}

	#take(count) {
		const found = this.#bytes.length - this.#index;
		if (found < count) {
			throw new MalformedFrameError(`The rest of the body must have at least ${count} bytes, found ${found}`);
		}
		const start = this.#index;
		this.#index += count;
		return start;
	}

}
