package io.wknet.transport;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.MalformedFrameException;
import io.wknet.codec.Protocol;
import io.wknet.codec.WireFormat;
import io.wknet.codec.json.InvalidTextException;
import io.wknet.codec.json.JsonConversation;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolException;
import io.wknet.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into frames for a session, and its frames into bytes. What was read is
 * decoded on the heap, where each field costs less than in Netty's direct buffers. Only
 * the beginning of an incomplete frame is kept, so that memory is bounded by the bytes
 * received, whatever length a header announces.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter implements FrameChannel {

	/**
	 * Has what all channels of a listener share.
	 */
	private final PipelineInstaller installer;

	private final LoopContext loop;

	private final OutboundBuffer outbound;

	private @Nullable ChannelHandlerContext context;

	private @Nullable FrameReceiver receiver;

	private @Nullable WireFormat format;

	private @Nullable FrameDecoder decoder;

	private @Nullable ByteBuf rest;

	private @Nullable Ending end;

	private @Nullable TlsRecords tls;

	private int maxFrameBytes;

	private int violatedStatus;

	private boolean reading;

	private boolean decoding;

	private boolean paused;

	private boolean inputEnded;

	private @Nullable Throwable inputFailure;

	private boolean ending;

	private boolean over;

	private boolean frameBegun;

	private boolean messageBegun;

	private long frameBegunNanos;

	private long lastReadNanos;

	FrameHandler(PipelineInstaller installer, LoopContext loop) {
		ChannelSettings settings = installer.settings();
		this.installer = installer;
		this.loop = loop;
		this.outbound = new OutboundBuffer(this);
		this.maxFrameBytes = settings.frameLimits().maxFrameBytes();
		if (settings.protocol() != Protocol.AUTO) {
			writtenFormat((settings.protocol() == Protocol.FIXED) ? WireFormat.FIXED : WireFormat.WKPROTO);
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
		this.lastReadNanos = this.loop.nanoTime();
		this.loop.channelAdded();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		this.loop.channelRemoved();
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		if (settings().tls() != null) {
			this.tls = ctx.pipeline().get(TlsRecords.class);
		}
		this.receiver = this.installer.sessions().open(this);
		this.receiver.opened();
		if (!this.paused) {
			ctx.channel().config().setAutoRead(true);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		ByteBuf bytes = (ByteBuf) msg;
		try {
			int count = bytes.readableBytes();
			if (this.ending) {
				if (this.end != null) {
					this.end.dropped(count);
				}
				return;
			}
			this.lastReadNanos = this.loop.nanoTime();
			this.reading = true;
			receiver().bytesReceived(count);
			if (this.rest == null) {
				decodeOnHeap(bytes, count);
			}
			else {
				this.rest.writeBytes(bytes);
				decodeRest();
			}
		}
		finally {
			bytes.release();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		readCompleted();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (ctx.channel().isWritable()) {
			this.outbound.drained();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		inputEnded(null);
		if (this.end != null) {
			this.end.closed();
		}
	}

	/**
	 * The peer has ended its side of TLS, though perhaps not its side of the socket.
	 */
	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof SslCloseCompletionEvent tlsEnd && tlsEnd.isSuccess() && !this.ending) {
			inputEnded(null);
			Ending.close(ctx, this.tls);
		}
	}

	/**
	 * What a handler in front of this one finds wrong is the peer's mistake.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if ((cause instanceof DecoderException || cause instanceof SSLException) && this.receiver != null) {
			violated(new MalformedFrameException(Printable.of(cause)), 0);
			return;
		}
		if (cause instanceof OutOfMemoryError) {
			// Netty gives up those who were reading; those who hold the memory follow.
			this.loop.memoryExhausted();
		}
		inputEnded(cause);
		Ending.closeNow(ctx, this.tls);
	}

	@Override
	public LoopContext loop() {
		return this.loop;
	}

	@Override
	public SocketAddress remoteAddress() {
		return ClientAddress.of(context().channel());
	}

	@Override
	public SocketAddress localAddress() {
		return context().channel().localAddress();
	}

	@Override
	public @Nullable SSLSession tlsSession() {
		return (this.tls != null) ? this.tls.session() : null;
	}

	@Override
	public @Nullable WireFormat format() {
		return this.format;
	}

	@Override
	public boolean isJson() {
		return JsonConversation.reads(this.decoder);
	}

	@Override
	public void format(WireFormat newFormat) {
		writtenFormat(newFormat);
		this.decoder = FrameDecoder.of(newFormat);
	}

	@Override
	public int version() {
		return this.outbound.version();
	}

	@Override
	public void version(int version) {
		this.outbound.version(version);
	}

	@Override
	public void seal(FrameSeal seal) {
		this.outbound.seal(seal);
	}

	@Override
	public void maxFrameBytes(int newMaxFrameBytes) {
		this.maxFrameBytes = newMaxFrameBytes;
	}

	@Override
	public CompletionStage<@Nullable Void> send(Frame frame) {
		return this.outbound.send(frame);
	}

	@Override
	public void write(Frame frame) {
		this.outbound.write(frame);
	}

	@Override
	public void write(SharedFrame frame) {
		this.outbound.write(frame);
	}

	@Override
	public void send(SharedFrame frame) {
		this.outbound.send(frame);
	}

	@Override
	public void flush() {
		this.outbound.flushSoon();
	}

	@Override
	public void flushNow() {
		this.outbound.flush();
	}

	@Override
	public void pauseReading() {
		if (!this.paused) {
			this.paused = true;
			this.frameBegun = false;
			context().channel().config().setAutoRead(false);
		}
	}

	@Override
	public void resumeReading() {
		if (!this.paused || this.ending) {
			return;
		}
		this.paused = false;
		this.lastReadNanos = this.loop.nanoTime();
		if (this.decoding) {
			// The loop that decodes goes on by itself.
			context().channel().config().setAutoRead(true);
			return;
		}
		this.reading = true;
		try {
			decodeRest();
		}
		finally {
			readCompleted();
		}
		if (this.paused) {
			return;
		}
		if (this.inputEnded) {
			over(this.inputFailure);
		}
		else {
			context().channel().config().setAutoRead(true);
		}
	}

	@Override
	public long lastReadNanos() {
		return this.lastReadNanos;
	}

	@Override
	public long nextDeadline() {
		long frameDeadline = this.frameBegun ? frameDeadline() : Long.MAX_VALUE;
		long outboundDeadline = this.outbound.nextDeadline();
		return Math.min(frameDeadline, outboundDeadline);
	}

	@Override
	public boolean isFrameLate(long nanoTime) {
		return this.frameBegun && nanoTime - frameDeadline() >= 0;
	}

	@Override
	public int pendingBytes() {
		return this.outbound.pendingBytes();
	}

	@Override
	public void finish(@Nullable Frame last, int webSocketStatus) {
		if (this.over || this.ending) {
			return;
		}
		this.ending = true;
		this.frameBegun = false;
		dropRest();
		this.outbound.takeQueued();
		if (last != null) {
			writeLast(last);
		}
		if (settings().hasMessages()) {
			this.outbound.writeClose((this.violatedStatus != 0) ? this.violatedStatus : webSocketStatus);
		}
		this.outbound.flush();
		if (this.outbound.isEmpty()) {
			outboundEmpty();
		}
	}

	@Override
	public void abort() {
		over(null);
		Ending.closeNow(context(), this.tls);
	}

	ChannelHandlerContext context() {
		ChannelHandlerContext ctx = this.context;
		assert ctx != null;
		return ctx;
	}

	ChannelSettings settings() {
		return this.installer.settings();
	}

	/**
	 * The largest body that is accepted now.
	 */
	int maxFrameBytes() {
		return this.maxFrameBytes;
	}

	FrameReceiver receiver() {
		FrameReceiver current = this.receiver;
		assert current != null;
		return current;
	}

	private void readCompleted() {
		this.reading = false;
		receiver().readCompleted();
		this.outbound.flush();
	}

	@Override
	public boolean isReading() {
		return this.reading;
	}

	/**
	 * All that was written is sent; if that was all there is to send, end the stream.
	 */
	void outboundEmpty() {
		if (!this.ending || this.over) {
			return;
		}
		over(null);
		if (context().channel() instanceof DuplexChannel socket) {
			end().endOutput(socket);
		}
		else {
			context().close();
		}
	}

	private Ending end() {
		Ending current = this.end;
		if (current == null) {
			current = new Ending(context(), this.loop, this.tls);
			this.end = current;
		}
		return current;
	}

	// What the handler in front of this one says, for a WebSocket

	/**
	 * Whether it is known what the peer speaks.
	 */
	boolean hasBegun() {
		return this.decoder != null;
	}

	/**
	 * The peer speaks JSON. Until its first message it was written to as if it did not.
	 */
	void speakJson() {
		JsonConversation conversation = new JsonConversation();
		this.format = null;
		this.decoder = conversation.decoder();
		this.outbound.texts(conversation.encoder());
	}

	/**
	 * The peer is there, though it sent no frame.
	 */
	void peerActive() {
		this.lastReadNanos = this.loop.nanoTime();
	}

	/**
	 * Answer a ping at the end of this read, in order with the frames and within the
	 * limit of what may wait.
	 */
	void pong(ByteBuf payload) {
		if (!this.ending) {
			this.outbound.writePong(payload);
		}
	}

	/**
	 * Whether the peer has begun something that is not handed on before it is complete.
	 */
	void messageBegun(boolean begun) {
		this.messageBegun = begun;
		if (this.rest == null && !this.paused && !this.ending) {
			trackFrame(begun, !this.frameBegun);
		}
	}

	/**
	 * The peer broke a rule of what is around the frames.
	 * @param status what the Close says, or 0 for the status of the close reason
	 */
	void violated(ProtocolException ex, int status) {
		if (!this.ending) {
			this.violatedStatus = status;
			pauseReading();
			receiver().malformed(ex);
		}
	}

	/**
	 * The peer has ended its messages; with our answer the channel is over.
	 * @param status what the peer's Close says, or a negative number
	 */
	void peerClosing(int status) {
		if (this.ending) {
			context().close();
			return;
		}
		this.outbound.takeQueued();
		this.outbound.flush();
		ByteBuf close = context().alloc().buffer();
		WebSocketEncoder.close(status, close);
		context().writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
		end().linger();
	}

	private void writeLast(Frame last) {
		try {
			this.outbound.write(last);
		}
		catch (IllegalArgumentException ex) {
			// The application's own words are too long: closing goes on without them.
		}
	}

	private void decodeOnHeap(ByteBuf bytes, int count) {
		ByteBuf shared = this.loop.takeReadBuffer(count);
		ByteBuf copy = (shared != null) ? shared : Unpooled.buffer(count);
		try {
			decode(copy.writeBytes(bytes));
			keepRest(copy);
		}
		finally {
			if (shared != null) {
				this.loop.giveReadBufferBack();
			}
		}
	}

	private void decode(ByteBuf in) {
		this.decoding = true;
		int start = in.readerIndex();
		try {
			while (!this.paused && !this.ending && in.isReadable()) {
				int before = in.readerIndex();
				Frame frame = decoder(in.getByte(before)).decode(in, this.outbound.version(), this.maxFrameBytes);
				if (frame == null) {
					break;
				}
				receiver().frameReceived(frame, in.readerIndex() - before);
			}
			trackFrame(in.isReadable() || this.messageBegun, !this.frameBegun || in.readerIndex() != start);
		}
		catch (ProtocolException ex) {
			in.skipBytes(in.readableBytes());
			violated(ex, (ex instanceof InvalidTextException) ? WebSocketCloseStatus.INVALID_PAYLOAD_DATA.code() : 0);
		}
		finally {
			this.decoding = false;
		}
	}

	private FrameDecoder decoder(byte firstByte) {
		FrameDecoder known = this.decoder;
		if (known == null) {
			known = begin(WireFormat.detect(firstByte));
		}
		return known;
	}

	/**
	 * The first byte has told the header: it must be one that is accepted here.
	 */
	private FrameDecoder begin(WireFormat detected) {
		if (this.format != null && this.format != detected) {
			throw new MalformedFrameException(
					"The first byte must begin a CONNECT with the header " + this.format + ", found " + detected);
		}
		format(detected);
		return FrameDecoder.of(detected);
	}

	private void writtenFormat(WireFormat newFormat) {
		this.format = newFormat;
		this.outbound.format(newFormat);
	}

	/**
	 * Start the clock of a frame that has begun, unless it runs already.
	 */
	private void trackFrame(boolean begun, boolean another) {
		if (this.paused || !begun) {
			this.frameBegun = false;
		}
		else if (another) {
			this.frameBegun = true;
			this.frameBegunNanos = this.lastReadNanos;
			receiver().deadlineSet(frameDeadline());
		}
	}

	private long frameDeadline() {
		return this.frameBegunNanos + settings().frameLimits().timeout().toNanos();
	}

	private void keepRest(ByteBuf bytes) {
		int count = bytes.readableBytes();
		if (count > 0 && !this.ending) {
			this.rest = context().alloc().heapBuffer(count).writeBytes(bytes);
		}
	}

	private void decodeRest() {
		ByteBuf bytes = this.rest;
		if (bytes == null) {
			trackFrame(this.messageBegun, !this.frameBegun);
			return;
		}
		decode(bytes);
		if (!bytes.isReadable() || this.ending) {
			dropRest();
		}
		else if (bytes.readerIndex() > bytes.capacity() >> 1) {
			bytes.discardReadBytes();
		}
	}

	private void dropRest() {
		if (this.rest != null && !this.decoding) {
			this.rest.release();
			this.rest = null;
		}
	}

	/**
	 * Nothing more will come: the channel is over, as soon as the session has taken what
	 * came before.
	 */
	private void inputEnded(@Nullable Throwable failure) {
		if (!this.inputEnded) {
			this.inputEnded = true;
			this.inputFailure = failure;
		}
		if (!this.paused || this.rest == null || this.ending) {
			over(this.inputFailure);
		}
	}

	/**
	 * Tell the session that the channel is over, once.
	 */
	private void over(@Nullable Throwable failure) {
		if (this.over || this.receiver == null) {
			return;
		}
		this.over = true;
		this.ending = true;
		// A read that is going on may not be completed any more.
		this.reading = false;
		dropRest();
		this.receiver.closed(failure);
		this.receiver.readCompleted();
		this.outbound.close();
	}

}
