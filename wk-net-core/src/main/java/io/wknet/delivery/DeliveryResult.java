package io.wknet.delivery;

/**
 * How many connections a frame has reached, and how many not.
 *
 * @param reached the operating system has taken the frame for them
 * @param closed their connection ended before that, or there was no memory to write the
 * frame
 * @param slow they lost their connection because they did not take what was sent to them
 * @param unsupported their protocol does not have such a frame: an application's own over
 * the variable header, for example
 * @param pending nothing is known yet
 * @since 0.1.0
 */
public record DeliveryResult(int reached, int closed, int slow, int unsupported, int pending) {

	/**
	 * To how many connections the frame was to be sent.
	 * @return the sum of all
	 */
	public int receivers() {
		return this.reached + this.closed + this.slow + this.unsupported + this.pending;
	}

	/**
	 * Whether the fate of every receiver is known.
	 * @return {@code true} if nothing is pending
	 */
	public boolean isComplete() {
		return this.pending == 0;
	}

}
