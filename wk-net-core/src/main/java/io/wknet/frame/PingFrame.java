package io.wknet.frame;

/**
 * Asks for a PONG. It carries nothing, and all of them are equal.
 *
 * @since 0.1.0
 */
public record PingFrame() implements ClientFrame {

	/**
	 * One is enough.
	 */
	public static final PingFrame INSTANCE = new PingFrame();

	@Override
	public FrameType type() {
		return FrameType.PING;
	}

	@Override
	public int flags() {
		return 0;
	}

}
