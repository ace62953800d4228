package io.wknet.transport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way out of one connection, in three places:
 *
 * <pre>
 *  another thread --> queued --+
 *                              +--> batch (encoded) --flush--> in flight --> network
 *           event loop --------+
 * </pre>
 *
 * The event loop encodes straight into the batch, one buffer for a burst. What other
 * threads write is in an {@link OutboundQueue} until the loop takes it. While a batch is
 * in flight, that is the network has not taken all of it, the next one waits and grows.
 * What waits in all three places is bounded by bytes, and what waits in flight by age.
 * <p>
 * The bytes of a {@link SharedFrame} are a segment in front of the batch; they are not
 * copied while they wait, so that a frame costs no more memory for a thousand slow peers
 * than for one.
 */
final class OutboundBuffer extends InFlightBytes {

	private static final int INITIAL_BATCH_BYTES = 512;

	/**
	 * Up to this size a shared frame is copied to what is written beside it: that costs
	 * less than a buffer of its own in each write.
	 */
	private static final int COPIED_BYTES = 1_024;

	private static final int JOINED_BYTES = 65_536;

	private static final long NOT_WAITING = -1;

	private FrameEncoder encoder;

	private byte version = ProtocolVersion.LATEST;

	private boolean overflowed;

	private @Nullable ByteBuf batch;

	private @Nullable Fate batchFates;

	/**
	 * What is to be written before the batch: the last one of a ring.
	 */
	private @Nullable Segment segments;

	/**
	 * Since when segments and batch wait for what is in flight, or {@link #NOT_WAITING}.
	 */
	private long batchSince;

	private int batchBytes;

	private int segmentBytes;

	OutboundBuffer(FrameHandler handler) {
		super(handler);
		this.encoder = encoder(WireFormat.FIXED);
	}

	void format(WireFormat format) {
		this.encoder = encoder(format);
	}

	/**
	 * Write texts from now on.
	 */
	void texts(FrameEncoder texts) {
		this.encoder = new TextMessageEncoder(texts);
	}

	private FrameEncoder encoder(WireFormat format) {
		return handler().settings().hasMessages() ? WebSocketEncoder.messages(format) : FrameEncoder.toPeer(format);
	}

	void seal(FrameSeal seal) {
		this.encoder = new SealingEncoder(this.encoder, seal);
	}

	int version() {
		return this.version;
	}

	void version(int version) {
		this.version = (byte) version;
	}

	/**
	 * Write and flush, on any thread.
	 */
	CompletionStage<@Nullable Void> send(Frame frame) {
		if (!handler().loop().inEventLoop()) {
			SendResult result = new SendResult();
			enqueue(frame, result, null);
			return result;
		}
		takeQueued();
		if (isClosed()) {
			return CompletableFuture.failedStage(handler().receiver().closeCause());
		}
		Fate before = this.batchFates;
		SendResult result = (before instanceof SendResult known) ? known : new SendResult();
		if (result != before) {
			result.next(before);
			this.batchFates = result;
		}
		try {
			encode(frame);
		}
		catch (IllegalArgumentException ex) {
			this.batchFates = before;
			return CompletableFuture.failedStage(ex);
		}
		flushSoon();
		return result;
	}

	/**
	 * Write a shared frame and flush, on any thread; then hold it no more.
	 */
	void send(SharedFrame frame) {
		if (!handler().loop().inEventLoop()) {
			enqueue(frame.frame(), null, frame);
			return;
		}
		try {
			write(frame);
		}
		finally {
			frame.release();
		}
		flushSoon();
	}

	/**
	 * Write a shared frame, on the event loop.
	 */
	void write(SharedFrame frame) {
		takeQueued();
		append(frame);
	}

	/**
	 * Write, on any thread.
	 */
	void write(Frame frame) {
		if (!handler().loop().inEventLoop()) {
			enqueue(frame, null, null);
		}
		else if (!isClosed()) {
			// What another thread wrote before this call is sent before it.
			takeQueued();
			encode(frame);
		}
	}

	/**
	 * Write the answer to a WebSocket's ping. It counts as what else waits.
	 */
	void writePong(ByteBuf payload) {
		if (!isClosed() && !this.overflowed) {
			takeQueued();
			WebSocketEncoder.pong(payload, batch());
			encoded();
		}
	}

	/**
	 * Write a WebSocket's last words.
	 */
	void writeClose(int status) {
		if (!isClosed()) {
			WebSocketEncoder.close(status, batch());
			encoded();
		}
	}

	/**
	 * Flush soon, on any thread: together with what else there is to send by then.
	 */
	void flushSoon() {
		if (!handler().isReading() || !handler().loop().inEventLoop()) {
			schedule();
		}
	}

	/**
	 * Hand the batch to the network, unless another is in flight.
	 */
	@Override
	void flush() {
		if (isInFlight() || isClosed()) {
			return;
		}
		if (this.segments != null) {
			closeBatch();
			flushSegments(this.segments);
			return;
		}
		ByteBuf full = this.batch;
		if (full == null) {
			return;
		}
		this.batch = null;
		this.batchBytes = 0;
		Fate fates = this.batchFates;
		this.batchFates = null;
		int bytes = full.readableBytes();
		ChannelHandlerContext ctx = handler().context();
		ctx.writeAndFlush(full, ctx.voidPromise());
		flushed(full, bytes, fates);
	}

	/**
	 * Hand all segments to the network, the small ones among them joined.
	 */
	private void flushSegments(Segment last) {
		this.segments = null;
		int bytes = this.segmentBytes;
		this.segmentBytes = 0;
		ChannelHandlerContext ctx = handler().context();
		boolean alone = last.first() == last;
		ByteBuf joined = null;
		Fate fates = null;
		for (Segment rest = last; rest != null;) {
			Segment segment = rest.first();
			if (alone || !segment.isShared() || segment.size() > COPIED_BYTES) {
				joined = write(ctx, joined);
				write(ctx, segment.toWrite());
			}
			else {
				try {
					joined = segment.joinTo((joined != null) ? joined : ctx.alloc().directBuffer(INITIAL_BATCH_BYTES));
				}
				catch (OutOfMemoryError ex) {
					ReferenceCountUtil.release(joined);
					Segment.drop(rest, handler().receiver().closeCause());
					fail(fates);
					outOfMemory();
					return;
				}
				joined = (joined.readableBytes() < JOINED_BYTES) ? joined : write(ctx, joined);
			}
			rest = rest.withoutFirst();
			segment.next(fates);
			fates = segment;
		}
		write(ctx, joined);
		ctx.flush();
		flushed(SEVERAL, bytes, fates);
	}

	private static @Nullable ByteBuf write(ChannelHandlerContext ctx, @Nullable ByteBuf bytes) {
		if (bytes != null) {
			ctx.write(bytes, ctx.voidPromise());
		}
		return null;
	}

	@Override
	long waitingSince() {
		return (this.batchSince != NOT_WAITING) ? this.batchSince : handler().loop().nanoTime();
	}

	@Override
	boolean isEmpty() {
		return this.batch == null && this.segments == null && !isInFlight();
	}

	/**
	 * Send nothing more, and fail what waits.
	 */
	void close() {
		if (isClosed()) {
			return;
		}
		end();
		closeBatch();
		// What came after an overflow was not encoded, so there may be no batch for it.
		Fate unwritten = this.batchFates;
		this.batchFates = null;
		fail(unwritten);
		Segment last = this.segments;
		this.segments = null;
		this.segmentBytes = 0;
		failInFlight();
		if (last != null) {
			Segment.drop(last, handler().receiver().closeCause());
		}
	}

	@Override
	int encodedBytes(Frame frame) {
		return this.encoder.encodedBytes(frame, this.version);
	}

	@Override
	void take(QueuedFrame link) {
		if (link.shared != null) {
			append(link.shared);
			link.shared.release();
		}
		else {
			encodeQueued(link);
		}
	}

	private void encodeQueued(QueuedFrame link) {
		Fate before = this.batchFates;
		if (link.result != null) {
			link.result.next(before);
			this.batchFates = link.result;
		}
		try {
			encode(link.frame);
		}
		catch (IllegalArgumentException ex) {
			// It could be written when it was queued, but the version has changed since.
			this.batchFates = before;
			QueuedFrame.refuse(link.result, null, ex);
		}
	}

	private void append(SharedFrame shared) {
		if (isClosed() || this.overflowed) {
			shared.receipt().notSent(handler().receiver().closeCause());
			return;
		}
		try {
			FrameEncoder forAll = (this.encoder instanceof PeerEncoder own) ? own.forAll() : this.encoder;
			if (forAll == null) {
				encodeFor(shared);
			}
			else {
				append(shared, shared.bytes(forAll, this.version, handler().context().alloc()));
			}
		}
		catch (IllegalArgumentException ex) {
			shared.receipt().notSent(ex);
		}
		catch (OutOfMemoryError ex) {
			// Whoever else gets it has to do without, too: no reason to close them all.
			handler().loop().memoryExhausted();
			shared.receipt().notSent(handler().receiver().closeCause());
		}
	}

	/**
	 * Encode a shared frame as nobody else gets it.
	 */
	private void encodeFor(SharedFrame shared) {
		Fate before = this.batchFates;
		Segment fate = Segment.of(shared, null);
		fate.next(before);
		this.batchFates = fate;
		try {
			encode(shared.frame());
		}
		catch (IllegalArgumentException ex) {
			this.batchFates = before;
			throw ex;
		}
	}

	private void append(SharedFrame shared, ByteBuf bytes) {
		int size = bytes.readableBytes();
		if (this.batch != null && size <= COPIED_BYTES) {
			// First, because the batch may not be able to grow.
			this.batch.writeBytes(bytes, bytes.readerIndex(), size);
			Segment fate = Segment.of(shared, null);
			fate.next(this.batchFates);
			this.batchFates = fate;
			handler().receiver().frameSent(shared.frame(), size);
			encoded();
			return;
		}
		closeBatch();
		beginWaiting();
		this.segments = Segment.of(shared, bytes.retain()).appendTo(this.segments);
		this.segmentBytes += size;
		handler().receiver().frameSent(shared.frame(), size);
		grown();
	}

	/**
	 * Let the batch be a segment, so that something else can follow it.
	 */
	private void closeBatch() {
		ByteBuf full = this.batch;
		if (full != null) {
			this.segments = Segment.of(full, this.batchFates).appendTo(this.segments);
			this.segmentBytes += full.readableBytes();
			this.batch = null;
			this.batchBytes = 0;
			this.batchFates = null;
		}
	}

	private void encode(Frame frame) {
		if (this.overflowed) {
			return;
		}
		ByteBuf out = null;
		int before = 0;
		try {
			out = batch();
			before = out.writerIndex();
			this.encoder.encode(frame, this.version, out);
		}
		catch (RuntimeException ex) {
			undo(out, before);
			throw ex;
		}
		catch (OutOfMemoryError ex) {
			undo(out, before);
			outOfMemory();
			return;
		}
		handler().receiver().frameSent(frame, out.writerIndex() - before);
		encoded();
	}

	private void undo(@Nullable ByteBuf out, int before) {
		if (out != null) {
			out.writerIndex(before);
			if (before == 0) {
				this.batch = null;
				out.release();
			}
		}
	}

	/**
	 * What this connection was to be sent is lost, so it can not stay.
	 */
	private void outOfMemory() {
		this.overflowed = true;
		handler().receiver().overflowed();
		handler().loop().memoryExhausted();
	}

	private ByteBuf batch() {
		ByteBuf out = this.batch;
		if (out == null) {
			out = handler().context().alloc().directBuffer(INITIAL_BATCH_BYTES);
			beginWaiting();
			this.batch = out;
		}
		return out;
	}

	/**
	 * Note the time, if this is the first that waits.
	 */
	private void beginWaiting() {
		if (this.segments == null) {
			this.batchSince = isInFlight() ? handler().loop().nanoTime() : NOT_WAITING;
		}
	}

	/**
	 * The batch has grown.
	 */
	private void encoded() {
		ByteBuf out = this.batch;
		assert out != null;
		this.batchBytes = out.writerIndex();
		grown();
	}

	private void grown() {
		if (isOverLimit()) {
			relieve();
		}
		if (isInFlight()) {
			count();
		}
	}

	private boolean isOverLimit() {
		return (long) waitingBytes() + inFlightBytes() > settings().maxPendingBytes();
	}

	@Override
	int waitingBytes() {
		return this.segmentBytes + this.batchBytes;
	}

	/**
	 * The limit seems to be reached: see what the network has taken meanwhile.
	 */
	private void relieve() {
		flush();
		updateInFlightBytes();
		if (isOverLimit()) {
			this.overflowed = true;
			handler().receiver().overflowed();
		}
	}

}
