package io.wknet.transport;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * One frame for many channels. It is encoded once for each header format and protocol
 * version, and once for JSON, by the first channel that needs it so, and the channels
 * share the bytes. May be used by any thread.
 * <p>
 * It is held by whoever will still give it to a channel: {@link #retain} for each of
 * them, {@link #release} when that is done. The bytes live on as long as a channel has to
 * write them.
 *
 * @since 0.1.0
 */
public final class SharedFrame {

	private final Frame frame;

	private final int size;

	private final Receipt receipt;

	private final AtomicInteger holders = new AtomicInteger(1);

	private final AtomicReference<@Nullable Encoding> encodings = new AtomicReference<>();

	/**
	 * Share a frame, and hold it.
	 * @param frame the frame
	 * @param receipt hears what becomes of it
	 * @throws IllegalArgumentException if the frame can not be written to anybody
	 */
	public SharedFrame(Frame frame, Receipt receipt) {
		this.frame = frame;
		this.receipt = receipt;
		this.size = FrameEncoder.of(WireFormat.FIXED).encodedBytes(frame, ProtocolVersion.LATEST);
	}

	/**
	 * How large the frame is.
	 * @return its size over the fixed header, in bytes; others differ by a few
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Hold the frame once more.
	 */
	public void retain() {
		this.holders.incrementAndGet();
	}

	/**
	 * Hold the frame no more. The last one lets go of the bytes.
	 */
	public void release() {
		if (this.holders.decrementAndGet() != 0) {
			return;
		}
		for (Encoding encoding = this.encodings.get(); encoding != null; encoding = encoding.next) {
			encoding.bytes.release();
		}
		this.receipt.released();
	}

	Frame frame() {
		return this.frame;
	}

	Receipt receipt() {
		return this.receipt;
	}

	/**
	 * The bytes of the frame, to be read with indices of one's own.
	 * @param encoder one of those that serve all connections
	 * @param version the protocol version
	 * @return the bytes, which the caller must retain to keep them
	 * @throws IllegalArgumentException if the frame can not be written so
	 */
	ByteBuf bytes(FrameEncoder encoder, int version, ByteBufAllocator allocator) {
		Encoding known = this.encodings.get();
		for (Encoding encoding = known; encoding != null; encoding = encoding.next) {
			if (encoding.version == version && encoding.encoder == encoder) {
				return encoding.bytes;
			}
		}
		ByteBuf bytes = allocator.directBuffer(encoder.encodedBytes(this.frame, version));
		boolean added = false;
		try {
			encoder.encode(this.frame, version, bytes);
			added = this.encodings.compareAndSet(known, new Encoding(encoder, version, bytes, known));
		}
		finally {
			if (!added) {
				bytes.release();
			}
		}
		return added ? bytes : bytes(encoder, version, allocator);
	}

	/**
	 * Hears what becomes of a frame, on the event loops of the channels.
	 */
	public interface Receipt {

		/**
		 * The operating system has taken the frame for one channel.
		 */
		void sent();

		/**
		 * The frame will not be sent over one channel.
		 * @param cause the {@linkplain FrameReceiver#closeCause() cause} of the channel's
		 * end, or an {@link IllegalArgumentException} if the frame can not be written to
		 * its peer
		 */
		void notSent(RuntimeException cause);

		/**
		 * Nobody gives the frame to a channel any more.
		 */
		void released();

	}

	/**
	 * The bytes for one kind of peer: a link of a list.
	 */
	private static final class Encoding {

		private final FrameEncoder encoder;

		private final int version;

		private final ByteBuf bytes;

		private final @Nullable Encoding next;

		Encoding(FrameEncoder encoder, int version, ByteBuf bytes, @Nullable Encoding next) {
			this.encoder = encoder;
			this.version = version;
			this.bytes = bytes;
			this.next = next;
		}

	}

}
