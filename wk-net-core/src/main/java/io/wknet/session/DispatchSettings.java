package io.wknet.session;

/**
 * How frames wait for a busy listener, and what its failure does.
 *
 * @param maxPendingFrames how many frames of one connection may wait; past it the server
 * stops reading that connection until half of them are done; positive
 * @param maxPendingBytes the same bound on the bytes of those frames; positive
 * @param closeOnError whether a listener's exception closes the connection
 * @since 0.1.0
 */
public record DispatchSettings(int maxPendingFrames, int maxPendingBytes, boolean closeOnError) {

	public DispatchSettings {
		if (maxPendingFrames < 1) {
			throw new IllegalArgumentException("maxPendingFrames must be positive, found " + maxPendingFrames);
		}
		if (maxPendingBytes < 1) {
			throw new IllegalArgumentException("maxPendingBytes must be positive, found " + maxPendingBytes);
		}
	}

	/**
	 * 256 frames, 1 MiB, and closing.
	 * @return the defaults
	 */
	public static DispatchSettings defaults() {
		return new DispatchSettings(256, 1 << 20, true);
	}

	/**
	 * The same with another bound on frames.
	 * @param newMaxPendingFrames how many frames of one connection may wait; positive
	 * @return new settings
	 */
	public DispatchSettings withMaxPendingFrames(int newMaxPendingFrames) {
		return new DispatchSettings(newMaxPendingFrames, this.maxPendingBytes, this.closeOnError);
	}

	/**
	 * The same with another bound on bytes.
	 * @param newMaxPendingBytes how many bytes of one connection's frames may wait;
	 * positive
	 * @return new settings
	 */
	public DispatchSettings withMaxPendingBytes(int newMaxPendingBytes) {
		return new DispatchSettings(this.maxPendingFrames, newMaxPendingBytes, this.closeOnError);
	}

	/**
	 * The same with another answer to a listener's exception.
	 * @param newCloseOnError whether it closes the connection
	 * @return new settings
	 */
	public DispatchSettings withCloseOnError(boolean newCloseOnError) {
		return new DispatchSettings(this.maxPendingFrames, this.maxPendingBytes, newCloseOnError);
	}

}
