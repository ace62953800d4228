package io.wknet.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
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
 * The event loop encodes straight into the batch, one buffer for a burst. Other threads
 * push onto a lock-free list that the loop empties. While a batch is in flight, that is
 * the network has not taken all of it, the next one waits and grows. What waits in all
 * three places is bounded by bytes, and what waits in flight by age.
 */
final class OutboundBuffer implements Runnable, GenericFutureListener<Future<? super Void>> {

	private static final int INITIAL_BATCH_BYTES = 512;

	private static final long NOT_WAITING = -1;

	/**
	 * A channel is writable while nothing at all waits to be written.
	 */
	private static final WriteBufferWaterMark ANYTHING = new WriteBufferWaterMark(1, 1);

	private static final VarHandle QUEUED;

	private static final VarHandle QUEUED_BYTES;

	private static final VarHandle SCHEDULED;
	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			QUEUED = lookup.findVarHandle(OutboundBuffer.class, "queued", QueuedFrame.class);
			QUEUED_BYTES = lookup.findVarHandle(OutboundBuffer.class, "queuedBytes", int.class);
			SCHEDULED = lookup.findVarHandle(OutboundBuffer.class, "scheduled", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final FrameHandler handler;

	private FrameEncoder encoder;

	private byte version = ProtocolVersion.LATEST;

	private boolean overflowed;

	private volatile boolean scheduled;

	private volatile boolean closed;

	private @Nullable ByteBuf batch;

	private @Nullable SendResult batchResults;

	private @Nullable ByteBuf inFlight;

	private @Nullable SendResult inFlightResults;

	/**
	 * Since when the batch waits for another one, or {@link #NOT_WAITING}.
	 */
	private long batchSince;

	private long inFlightSince;

	private int batchBytes;

	private int inFlightBytes;

	private volatile @Nullable QueuedFrame queued;

	private volatile int queuedBytes;

	OutboundBuffer(FrameHandler handler) {
		this.handler = handler;
		this.encoder = encoder(WireFormat.FIXED);
	}

	void format(WireFormat format) {
		this.encoder = encoder(format);
	}

	private FrameEncoder encoder(WireFormat format) {
		return this.handler.settings().hasMessages() ? WebSocketEncoder.messages(format) : FrameEncoder.toPeer(format);
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
		if (!this.handler.loop().inEventLoop()) {
			SendResult result = new SendResult();
			enqueue(frame, result);
			return result;
		}
		takeQueued();
		SendResult shared = this.batchResults;
		SendResult result = (shared != null) ? shared : new SendResult();
		if (this.closed) {
			result.completeExceptionally(this.handler.receiver().closeCause());
			return result;
		}
		this.batchResults = result;
		try {
			encode(frame);
		}
		catch (IllegalArgumentException ex) {
			this.batchResults = shared;
			SendResult refused = new SendResult();
			refused.completeExceptionally(ex);
			return refused;
		}
		flushSoon();
		return result;
	}

	/**
	 * Write, on any thread.
	 */
	void write(Frame frame) {
		if (!this.handler.loop().inEventLoop()) {
			enqueue(frame, null);
		}
		else if (!this.closed) {
			// What another thread wrote before this call is sent before it.
			takeQueued();
			encode(frame);
		}
	}

	/**
	 * Write the answer to a WebSocket's ping. It counts as what else waits.
	 */
	void writePong(ByteBuf payload) {
		if (!this.closed && !this.overflowed) {
			takeQueued();
			WebSocketEncoder.pong(payload, batch());
			encoded();
		}
	}

	/**
	 * Write a WebSocket's last words.
	 */
	void writeClose(int status) {
		if (!this.closed) {
			WebSocketEncoder.close(status, batch());
			encoded();
		}
	}

	/**
	 * Flush soon, on any thread: together with what else there is to send by then.
	 */
	void flushSoon() {
		if (!this.handler.isReading() || !this.handler.loop().inEventLoop()) {
			schedule();
		}
	}

	/**
	 * Take what other threads queued, and flush: the task that {@link #schedule} gives to
	 * the loop.
	 */
	@Override
	public void run() {
		SCHEDULED.setVolatile(this, false);
		takeQueued();
		flush();
	}

	/**
	 * Hand the batch to the network, unless another is in flight.
	 */
	void flush() {
		ByteBuf full = this.batch;
		if (full == null || this.inFlight != null || this.closed) {
			return;
		}
		this.batch = null;
		this.batchBytes = 0;
		SendResult results = this.batchResults;
		this.batchResults = null;
		int bytes = full.readableBytes();
		ChannelHandlerContext ctx = this.handler.context();
		ctx.writeAndFlush(full, ctx.voidPromise());
		this.handler.receiver().bytesSent(bytes);
		ChannelOutboundBuffer netty = ctx.channel().unsafe().outboundBuffer();
		if (netty == null || this.closed) {
			fail(results);
		}
		else if (netty.isEmpty()) {
			SendResult.succeed(results);
		}
		else {
			this.inFlight = full;
			this.inFlightBytes = this.handler.settings().isRewritten() ? bytes : full.readableBytes();
			this.inFlightResults = results;
			this.inFlightSince = (this.batchSince != NOT_WAITING) ? this.batchSince : this.handler.loop().nanoTime();
			this.handler.receiver().deadlineSet(nextDeadline());
			if (!tellsWhenWritten(ctx.channel(), this.handler.settings())) {
				// Completes when everything before it is written.
				ctx.writeAndFlush(Unpooled.EMPTY_BUFFER, ctx.newPromise().addListener(this));
			}
		}
	}

	/**
	 * Prepare a channel of a transport that writes after the call, so that each burst is
	 * in flight for a while: let it {@linkplain #drained() tell} when a burst is written,
	 * for which there would be a promise each otherwise. The same serves for TLS and
	 * compression, which make other buffers of a burst.
	 */
	static void prepare(Channel channel, ChannelSettings settings) {
		if (tellsWhenWritten(channel, settings)) {
			channel.config().setWriteBufferWaterMark(ANYTHING);
		}
	}

	private static boolean tellsWhenWritten(Channel channel, ChannelSettings settings) {
		return settings.isRewritten() || channel instanceof IoUringSocketChannel;
	}

	/**
	 * The channel has written enough to be writable again.
	 */
	void drained() {
		ChannelOutboundBuffer netty = this.handler.context().channel().unsafe().outboundBuffer();
		if (this.inFlight != null && netty != null && netty.isEmpty()) {
			written(true);
		}
	}

	/**
	 * What was in flight is written, or failed.
	 */
	@Override
	public void operationComplete(Future<? super Void> written) {
		written(written.isSuccess());
	}

	private void written(boolean success) {
		SendResult results = this.inFlightResults;
		this.inFlight = null;
		this.inFlightBytes = 0;
		this.inFlightResults = null;
		if (!success) {
			fail(results);
			return;
		}
		SendResult.succeed(results);
		flush();
		if (isEmpty()) {
			this.handler.outboundEmpty();
		}
	}

	boolean isEmpty() {
		return this.batch == null && this.inFlight == null;
	}

	/**
	 * When what is in flight becomes too old.
	 */
	long nextDeadline() {
		return (this.inFlight != null) ? this.inFlightSince + settings().timeout().toNanos() : Long.MAX_VALUE;
	}

	/**
	 * How much waits; on other threads than the loop, a recent value.
	 */
	int pendingBytes() {
		return this.queuedBytes + this.batchBytes + inFlightNow();
	}

	/**
	 * Send nothing more, and fail what waits.
	 */
	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		takeQueued();
		if (this.batch != null) {
			this.batch.release();
			this.batch = null;
			this.batchBytes = 0;
		}
		SendResult results = this.batchResults;
		this.batchResults = null;
		fail(results);
		SendResult inFlightResults = this.inFlightResults;
		this.inFlightResults = null;
		fail(inFlightResults);
	}

	private OutboundSettings settings() {
		return this.handler.settings().outbound();
	}

	private void fail(@Nullable SendResult results) {
		if (results != null) {
			SendResult.fail(results, this.handler.receiver().closeCause());
		}
	}

	private void enqueue(Frame frame, @Nullable SendResult result) {
		if (this.closed) {
			refuse(result, this.handler.receiver().closeCause());
			return;
		}
		int bytes;
		try {
			bytes = this.encoder.encodedBytes(frame, this.version);
		}
		catch (IllegalArgumentException ex) {
			if (result == null) {
				throw ex;
			}
			result.completeExceptionally(ex);
			return;
		}
		long others = (int) QUEUED_BYTES.getAndAdd(this, bytes) + (long) this.batchBytes + inFlightNow();
		if (others + bytes > settings().maxPendingBytes()) {
			QUEUED_BYTES.getAndAdd(this, -bytes);
			this.handler.receiver().overflowed();
			refuse(result, this.handler.receiver().closeCause());
			return;
		}
		QueuedFrame link = new QueuedFrame(frame, bytes, result);
		QueuedFrame head;
		do {
			head = this.queued;
			link.next = head;
		}
		while (!QUEUED.compareAndSet(this, head, link));
		if (result != null || this.closed) {
			schedule();
		}
	}

	/**
	 * How much of what is in flight the network has not taken, on any thread. The loop
	 * may let go of the buffer meanwhile, so the figure is never more than was handed
	 * over.
	 */
	private int inFlightNow() {
		ByteBuf flying = this.inFlight;
		return (flying != null) ? Math.min(notTaken(flying), this.inFlightBytes) : 0;
	}

	private int notTaken(ByteBuf flying) {
		if (!this.handler.settings().isRewritten()) {
			return flying.readableBytes();
		}
		ChannelOutboundBuffer netty = this.handler.context().channel().unsafe().outboundBuffer();
		return (netty != null) ? (int) Math.min(netty.totalPendingWriteBytes(), Integer.MAX_VALUE) : 0;
	}

	private static void refuse(@Nullable SendResult result, RuntimeException cause) {
		if (result != null) {
			result.completeExceptionally(cause);
		}
	}

	private void schedule() {
		if (this.scheduled || !SCHEDULED.compareAndSet(this, false, true)) {
			return;
		}
		try {
			this.handler.loop().execute(this);
		}
		catch (RejectedExecutionException ex) {
			// The loop has ended, and with it the connection.
			SCHEDULED.setVolatile(this, false);
			this.closed = true;
			takeQueued();
		}
	}

	/**
	 * Encode what other threads queued, in the order in which they did.
	 */
	void takeQueued() {
		if (this.queued == null) {
			return;
		}
		QueuedFrame link = QueuedFrame.reverse((QueuedFrame) QUEUED.getAndSet(this, null));
		for (; link != null; link = link.next) {
			QUEUED_BYTES.getAndAdd(this, -link.bytes);
			if (this.closed) {
				refuse(link.result, this.handler.receiver().closeCause());
				continue;
			}
			encodeQueued(link);
		}
	}

	private void encodeQueued(QueuedFrame link) {
		SendResult before = this.batchResults;
		if (link.result != null) {
			link.result.next = before;
			this.batchResults = link.result;
		}
		try {
			encode(link.frame);
		}
		catch (IllegalArgumentException ex) {
			// It could be written when it was queued, but the version has changed since.
			this.batchResults = before;
			refuse(link.result, ex);
		}
	}

	private void encode(Frame frame) {
		if (this.overflowed) {
			return;
		}
		ByteBuf out = batch();
		int before = out.writerIndex();
		try {
			this.encoder.encode(frame, this.version, out);
		}
		catch (RuntimeException ex) {
			if (before == 0) {
				this.batch = null;
				out.release();
			}
			throw ex;
		}
		this.handler.receiver().frameSent(frame, out.writerIndex() - before);
		encoded();
	}

	private ByteBuf batch() {
		ByteBuf out = this.batch;
		if (out == null) {
			out = this.handler.context().alloc().directBuffer(INITIAL_BATCH_BYTES);
			this.batch = out;
			this.batchSince = (this.inFlight != null) ? this.handler.loop().nanoTime() : NOT_WAITING;
		}
		return out;
	}

	/**
	 * The batch has grown.
	 */
	private void encoded() {
		ByteBuf out = this.batch;
		assert out != null;
		this.batchBytes = out.writerIndex();
		if (this.batchBytes + this.inFlightBytes > settings().maxPendingBytes()) {
			relieve();
		}
	}

	/**
	 * The limit seems to be reached: see what the network has taken meanwhile.
	 */
	private void relieve() {
		flush();
		if (this.inFlight != null) {
			this.inFlightBytes = inFlightNow();
		}
		if (this.batchBytes + this.inFlightBytes > settings().maxPendingBytes()) {
			this.overflowed = true;
			this.handler.receiver().overflowed();
		}
	}

}
