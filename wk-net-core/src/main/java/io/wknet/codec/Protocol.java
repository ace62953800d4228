package io.wknet.codec;

/**
 * Which header a listener accepts.
 *
 * @since 0.1.0
 */
public enum Protocol {

	/**
	 * Either, told by the first byte of each connection.
	 */
	AUTO,

	/**
	 * {@link WireFormat#FIXED} only.
	 */
	FIXED,

	/**
	 * {@link WireFormat#WKPROTO} only.
	 */
	WKPROTO

}
