package io.wknet.frame;

/**
 * The flag bits of a frame's header. All types but CONNACK, PING and PONG have the same
 * four; an {@link ApplicationFrame} gives its eight bits a meaning of its own.
 *
 * @since 0.1.0
 */
public final class FrameFlags {

	/**
	 * The message is not stored: whoever is offline misses it.
	 */
	public static final int NO_PERSIST = 0x1;

	/**
	 * The message counts as unread at its receiver.
	 */
	public static final int RED_DOT = 0x2;

	/**
	 * A command message that each device takes once.
	 */
	public static final int SYNC_ONCE = 0x4;

	/**
	 * The frame repeats an earlier one.
	 */
	public static final int DUP = 0x8;

	private FrameFlags() {
	}

}
