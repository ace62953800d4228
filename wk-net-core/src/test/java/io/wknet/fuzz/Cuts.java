package io.wknet.fuzz;

/**
 * Where a network cuts a stream: a choice of the fuzzer, made with one byte of its input.
 */
final class Cuts {

	private final int seed;

	private int state;

	Cuts(int seed) {
		this.seed = seed & 0xFF;
		this.state = this.seed;
	}

	/**
	 * How long the next piece is.
	 * @param rest how many bytes there still are
	 * @return 1..rest
	 */
	int next(int rest) {
		if (this.seed < 32) {
			return Math.min(rest, this.seed + 1);
		}
		this.state = this.state * 1_103_515_245 + 12_345;
		return Math.min(rest, 1 + ((this.state >>> 16) & this.seed));
	}

}
