package io.wknet.frame;

/**
 * Answers PING. It carries nothing, and all of them are equal.
 *
 * @since 0.1.0
 */
public record PongFrame() implements ServerFrame {

	/**
	 * One is enough.
	 */
	public static final PongFrame INSTANCE = new PongFrame();

	@Override
	public FrameType type() {
		return FrameType.PONG;
	}

	@Override
	public int flags() {
		return 0;
	}

}
