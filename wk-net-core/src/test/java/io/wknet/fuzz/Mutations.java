package io.wknet.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.wknet.support.Bytes;

/**
 * Makes inputs of other inputs: some bytes changed, left out, repeated or moved, or the
 * beginning of one and the end of another. The same for the same chance.
 */
final class Mutations {

	private static final int MAX_BYTES = 2048;

	private static final int MAX_CHANGES = 4;

	private static final byte[] EDGES = { 0, 1, 2, 15, 16, 0x7E, 0x7F, (byte) 0x80, (byte) 0xFE, (byte) 0xFF };

	private final Random random;

	private final List<byte[]> inputs;

	Mutations(Random random, List<byte[]> inputs) {
		this.random = random;
		this.inputs = inputs;
	}

	byte[] next() {
		byte[] bytes = any().clone();
		for (int rest = 1 + this.random.nextInt(MAX_CHANGES); rest > 0; rest--) {
			bytes = change(bytes);
		}
		return (bytes.length <= MAX_BYTES) ? bytes : Arrays.copyOf(bytes, MAX_BYTES);
	}

	private byte[] any() {
		return this.inputs.get(this.random.nextInt(this.inputs.size()));
	}

	private byte[] change(byte[] bytes) {
		if (bytes.length == 0) {
			return any().clone();
		}
		int at = this.random.nextInt(bytes.length);
		int end = at + this.random.nextInt(Math.min(bytes.length - at, 32) + 1);
		switch (this.random.nextInt(7)) {
			case 0 -> {
				bytes[at] ^= (byte) (1 << this.random.nextInt(8));
			}
			case 1 -> {
				bytes[at] = (byte) this.random.nextInt();
			}
			case 2 -> {
				bytes[at] = EDGES[this.random.nextInt(EDGES.length)];
			}
			case 3 -> {
				return Bytes.join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, end, bytes.length));
			}
			case 4 -> {
				byte[] some = Arrays.copyOfRange(bytes, at, end);
				return Bytes.join(Arrays.copyOf(bytes, end), some, Arrays.copyOfRange(bytes, end, bytes.length));
			}
			case 5 -> {
				byte[] more = new byte[1 + this.random.nextInt(4)];
				this.random.nextBytes(more);
				return Bytes.join(Arrays.copyOf(bytes, at), more, Arrays.copyOfRange(bytes, at, bytes.length));
			}
			default -> {
				byte[] other = any();
				int from = this.random.nextInt(other.length + 1);
				return Bytes.join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(other, from, other.length));
			}
		}
		return bytes;
	}

}
