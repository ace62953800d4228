package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that wait to be written, either those of a burst or those of a shared frame; and
 * what becomes of them. Segments that wait form a ring, of which the last one is known,
 * and those that are written a list.
 */
final class Segment implements Fate {

	/**
	 * Held for this segment; {@code null} if the bytes are part of a burst.
	 */
	private final @Nullable ByteBuf bytes;

	private final @Nullable SharedFrame shared;

	private final @Nullable Fate results;

	private @Nullable Fate next;

	private Segment(@Nullable ByteBuf bytes, @Nullable SharedFrame shared, @Nullable Fate results) {
		this.bytes = bytes;
		this.shared = shared;
		this.results = results;
	}

	/**
	 * A burst.
	 */
	static Segment of(ByteBuf burst, @Nullable Fate results) {
		return new Segment(burst, null, results);
	}

	/**
	 * A shared frame, as its bytes or as part of a burst.
	 */
	static Segment of(SharedFrame shared, @Nullable ByteBuf bytes) {
		return new Segment(bytes, shared, null);
	}

	int size() {
		return held().readableBytes();
	}

	/**
	 * What is handed to the network, which releases it.
	 */
	ByteBuf toWrite() {
		return isShared() ? held().duplicate() : held();
	}

	/**
	 * Append the bytes to others, and let go of them.
	 */
	ByteBuf joinTo(ByteBuf others) {
		ByteBuf own = held();
		others.writeBytes(own, own.readerIndex(), own.readableBytes());
		own.release();
		return others;
	}

	/**
	 * The bytes of a ring will not be written.
	 * @param ring the last segment of the ring
	 */
	static void drop(Segment ring, RuntimeException cause) {
		for (Segment rest = ring; rest != null;) {
			Segment segment = rest.first();
			rest = rest.withoutFirst();
			segment.held().release();
			segment.next = null;
			segment.notSent(cause);
		}
	}

	private ByteBuf held() {
		ByteBuf own = this.bytes;
		assert own != null;
		return own;
	}

	boolean isShared() {
		return this.shared != null;
	}

	/**
	 * Append this segment to a ring.
	 * @param last the last one of the ring, or {@code null} for a new ring
	 * @return the last one now
	 */
	Segment appendTo(@Nullable Segment last) {
		if (last == null) {
			this.next = this;
		}
		else {
			this.next = last.next;
			last.next = this;
		}
		return this;
	}

	/**
	 * The first segment of the ring of which this is the last one.
	 */
	Segment first() {
		Segment first = (Segment) this.next;
		assert first != null;
		return first;
	}

	/**
	 * Take the first segment out of the ring of which this is the last one.
	 * @return the last one now, or {@code null} if the ring is empty
	 */
	@Nullable Segment withoutFirst() {
		Segment first = first();
		this.next = first.next;
		return (first != this) ? this : null;
	}

	@Override
	public @Nullable Fate next() {
		return this.next;
	}

	@Override
	public void next(@Nullable Fate fate) {
		this.next = fate;
	}

	@Override
	public void sent() {
		if (this.shared != null) {
			this.shared.receipt().sent();
		}
		Fate.allSent(this.results);
	}

	@Override
	public void notSent(RuntimeException cause) {
		if (this.shared != null) {
			this.shared.receipt().notSent(cause);
		}
		Fate.noneSent(this.results, cause);
	}

}
