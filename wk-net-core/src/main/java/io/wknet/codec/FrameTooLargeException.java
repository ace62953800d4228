package io.wknet.codec;

import io.wknet.frame.ProtocolException;

/**
 * The peer announced a frame over the limit. Thrown as soon as its length is known,
 * before its body arrives.
 *
 * @since 0.1.0
 */
public final class FrameTooLargeException extends ProtocolException {

	private static final long serialVersionUID = 1L;

	private final long frameBytes;

	private final int maxFrameBytes;

	/**
	 * Create the exception.
	 * @param frameBytes the announced length of the body, 0..4,294,967,295
	 * @param maxFrameBytes the limit
	 */
	public FrameTooLargeException(long frameBytes, int maxFrameBytes) {
		super("Frame body of " + frameBytes + " bytes exceeds the limit of " + maxFrameBytes
				+ " bytes; raise the limit or send smaller frames");
		this.frameBytes = frameBytes;
		this.maxFrameBytes = maxFrameBytes;
	}

	/**
	 * The announced length.
	 * @return the bytes of the body
	 */
	public long frameBytes() {
		return this.frameBytes;
	}

	/**
	 * The limit.
	 * @return the bytes of the largest body allowed
	 */
	public int maxFrameBytes() {
		return this.maxFrameBytes;
	}

}
