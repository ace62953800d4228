package io.wknet.frame;

/**
 * The bits of the {@code setting} field of {@link SendFrame}, {@link RecvFrame} and
 * {@link SubFrame}.
 *
 * @since 0.1.0
 */
public final class Setting {

	/**
	 * The sender wants a receipt.
	 */
	public static final int RECEIPT = 0x80;

	/**
	 * The payload is a signal.
	 */
	public static final int SIGNAL = 0x20;

	/**
	 * The sender says that the payload is not encrypted. Neither WuKongIM's server nor
	 * this one acts on it: where keys were exchanged, every payload is encrypted.
	 */
	public static final int NO_ENCRYPT = 0x10;

	/**
	 * The frame has a topic.
	 */
	public static final int TOPIC = 0x08;

	/**
	 * The message is part of a stream; versions 2 to 4 then carry the stream fields.
	 */
	public static final int STREAM = 0x02;

	/**
	 * All bits that have a meaning.
	 */
	public static final int KNOWN = RECEIPT | SIGNAL | NO_ENCRYPT | TOPIC | STREAM;

	private Setting() {
	}

}
