package io.wknet.bench.soak;

/**
 * Something that is done so many times a second. What is late is made up for, but not
 * more than a second of it.
 */
final class Pacer {

	private static final double NANOS = 1e9;

	private double perSecond;

	private long beganNanos;

	private long done;

	void start(double newPerSecond, long nowNanos) {
		this.perSecond = newPerSecond;
		this.beganNanos = nowNanos;
		this.done = 0;
	}

	void stop() {
		this.perSecond = 0;
	}

	/**
	 * Whether it is to be done once more now.
	 */
	boolean isDue(long nowNanos) {
		double late = (nowNanos - this.beganNanos) * this.perSecond / NANOS - this.done;
		if (late > this.perSecond + 1) {
			this.done += (long) (late - this.perSecond);
		}
		if (late < 1) {
			return false;
		}
		this.done++;
		return true;
	}

}
