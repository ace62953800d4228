package io.wknet.transport;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the TLS of a channel and sees its records, to refuse what it would
 * put up with: a record that is announced larger than any may be, a second handshake, a
 * flood of warnings, and a flood of questions from a peer that does not take the answers.
 * A record begins with
 *
 * <pre>
 * +--------+---------+---------+
 * | type   | version | length  |
 * | 1 byte | 2 bytes | 2 bytes |
 * +--------+---------+---------+
 * </pre>
 */
final class TlsRecords extends ChannelDuplexHandler {

	/**
	 * RFC 5246, section 6.2.3.
	 */
	static final int MAX_RECORD_BYTES = (1 << 14) + 2048;

	/**
	 * How much the answers that wait may hold, in bytes. A provider may use a buffer of
	 * 17 KB for each, small as it is.
	 */
	static final int MAX_ANSWERS_BYTES = 1 << 17;

	/**
	 * Answers to what a peer asks are smaller. So may be the end of a burst, but there is
	 * only one burst at a time.
	 */
	private static final int ANSWER_BYTES = 64;

	/**
	 * How many records a peer may send that are no part of a handshake and carry nothing:
	 * alerts and changes of the cipher. An honest one sends two or three. The JDK takes
	 * warnings without end, and before the handshake too.
	 */
	static final int MAX_EMPTY_RECORDS = 8;

	private static final int HEADER_BYTES = 5;

	private static final int FIRST_TYPE = 20;

	private static final int HANDSHAKE = 22;

	private static final int DATA = 23;

	private static final int LAST_TYPE = 24;

	private static final int MAJOR_VERSION = 3;

	private final LoopContext loop;

	private @Nullable ChannelHandlerContext context;

	private @Nullable SslHandler handler;

	private @Nullable Linger linger;

	/**
	 * What may come.
	 */
	private State state = State.HANDSHAKE;

	/**
	 * How much of the header of a record was seen.
	 */
	private byte headerBytes;

	private byte emptyRecords;

	private int length;

	/**
	 * How much of the body of a record is to come.
	 */
	private int left;

	private int answersBytes;

	/**
	 * Whether something was written and not flushed yet.
	 */
	private boolean unflushed;

	private boolean reading;

	/**
	 * Whether the TLS wrote something while it read.
	 */
	private boolean answered;

	TlsRecords(LoopContext loop) {
		this.loop = loop;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
	}

	void handler(SslHandler newHandler) {
		this.handler = newHandler;
	}

	SSLSession session() {
		return tls().engine().getSession();
	}

	/**
	 * The first handshake has ended.
	 */
	void established() {
		boolean again = !"TLSv1.3".equals(session().getProtocol());
		this.state = again ? State.ESTABLISHED_ONCE : State.ESTABLISHED;
	}

	/**
	 * The first handshake has failed. The TLS closes the channel next.
	 */
	void failed() {
		this.state = State.FAILED;
	}

	/**
	 * Say that nothing more will be sent.
	 * @param then is told when that is with the network, unless the channel is closed
	 */
	void closeOutput(ChannelFutureListener then) {
		if (!context().isRemoved()) {
			tls().closeOutbound().addListener(then);
		}
	}

	/**
	 * Read nothing more.
	 * @param newLinger counts what comes
	 */
	void drop(Linger newLinger) {
		this.state = State.DROPPING;
		this.linger = newLinger;
	}

	/**
	 * Close the channel without a word.
	 */
	void close() {
		context().close();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		ByteBuf in = (ByteBuf) msg;
		boolean handedOn = false;
		this.reading = true;
		try {
			while (in.isReadable() && !handedOn) {
				if (this.state == State.DROPPING) {
					dropped(in.readableBytes());
					return;
				}
				int before = in.readerIndex();
				String wrong = look(in);
				if (!in.isReadable()) {
					handedOn = true;
					ctx.fireChannelRead(in.readerIndex(before));
				}
				else if (in.readerIndex() != before) {
					ctx.fireChannelRead(in.retainedSlice(before, in.readerIndex() - before));
				}
				if (wrong != null) {
					violated(ctx, wrong);
				}
			}
		}
		finally {
			this.reading = false;
			if (!handedOn) {
				in.release();
			}
		}
	}

	/**
	 * If the answer is an alert, OpenSSL tells of the failure the next time that it is
	 * asked, which may be a long time.
	 */
	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		ctx.fireChannelReadComplete();
		if (this.answered) {
			this.answered = false;
			ctx.channel().flush();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.linger != null) {
			this.loop.end(this.linger);
		}
		ctx.fireChannelInactive();
	}

	/**
	 * What is dropped is not asked for, unless for the peer to read our last words.
	 */
	@Override
	public void read(ChannelHandlerContext ctx) {
		if (this.state != State.DROPPING || this.linger != null) {
			ctx.read();
		}
	}

	/**
	 * Look at records: all of them, or as long as the handshake lasts, one, because it
	 * may end with that.
	 * @return what is wrong, or {@code null}
	 */
	private @Nullable String look(ByteBuf in) {
		while (in.isReadable()) {
			int body = Math.min(this.left, in.readableBytes());
			in.skipBytes(body);
			this.left -= body;
			if (this.left == 0 && body > 0 && this.state == State.HANDSHAKE) {
				return null;
			}
			if (!in.isReadable()) {
				return null;
			}
			String wrong = header(in.readByte());
			if (wrong != null) {
				in.readerIndex(in.readerIndex() - 1);
				return wrong;
			}
		}
		return null;
	}

	private @Nullable String header(byte next) {
		switch (this.headerBytes) {
			case 0 -> {
				if (next < FIRST_TYPE || next > LAST_TYPE) {
					return "Not a TLS record";
				}
				if (next == HANDSHAKE && this.state == State.ESTABLISHED_ONCE) {
					return "A second TLS handshake (renegotiation) is not allowed";
				}
				if (next != HANDSHAKE && next != DATA && this.emptyRecords++ == MAX_EMPTY_RECORDS) {
					return "More than " + MAX_EMPTY_RECORDS + " TLS records that are no handshake and no data";
				}
			}
			case 1 -> {
				if (next != MAJOR_VERSION) {
					return "Not a TLS record";
				}
			}
			case 2 -> {
			}
			case 3 -> {
				this.length = (next & 0xFF) << 8;
			}
			default -> {
				this.length |= next & 0xFF;
				if (this.length > MAX_RECORD_BYTES) {
					return "A TLS record must not be larger than " + MAX_RECORD_BYTES + " bytes, found " + this.length;
				}
				this.left = this.length;
			}
		}
		this.headerBytes = (byte) ((this.headerBytes + 1) % HEADER_BYTES);
		return null;
	}

	/**
	 * Sees what the TLS writes: records of a burst, or answers to what the peer asks. The
	 * network has taken all answers if nothing is left of what was flushed. How many
	 * bytes wait does not tell: the TLS adds those that it has not encrypted yet.
	 */
	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		ByteBuf out = (ByteBuf) msg;
		if (out.isReadable() && out.readableBytes() < ANSWER_BYTES && isEstablished()) {
			ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
			if (waiting != null && waiting.isEmpty() && !this.unflushed) {
				this.answersBytes = 0;
			}
			this.answersBytes += out.capacity();
			this.answered |= this.reading && tls().engine() instanceof ReferenceCountedOpenSslEngine;
		}
		this.unflushed = true;
		ctx.write(msg, promise);
		if (this.answersBytes > MAX_ANSWERS_BYTES && isEstablished()) {
			violated(ctx, "The peer asks for TLS answers (key updates) that it does not take");
			ctx.close();
		}
	}

	@Override
	public void flush(ChannelHandlerContext ctx) {
		this.unflushed = false;
		ctx.flush();
	}

	/**
	 * The TLS closes the channel. If the handshake has failed, the peer is to read why,
	 * which a reset would prevent while there is something of it to read.
	 */
	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		if (this.state != State.FAILED || !(ctx.channel() instanceof DuplexChannel socket) || !socket.isActive()) {
			ctx.close(promise);
			return;
		}
		Linger last = new Linger(() -> ctx.close(promise));
		drop(last);
		this.loop.begin(last);
		ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> socket.shutdownOutput());
	}

	private void violated(ChannelHandlerContext ctx, String what) {
		this.state = State.DROPPING;
		ctx.fireExceptionCaught(new DecoderException(new SSLException(what)));
	}

	private boolean isEstablished() {
		return this.state == State.ESTABLISHED || this.state == State.ESTABLISHED_ONCE;
	}

	private void dropped(int bytes) {
		if (this.linger != null) {
			this.linger.dropped(bytes);
		}
	}

	private ChannelHandlerContext context() {
		ChannelHandlerContext ctx = this.context;
		assert ctx != null;
		return ctx;
	}

	private SslHandler tls() {
		SslHandler current = this.handler;
		assert current != null;
		return current;
	}

	private enum State {

		/**
		 * The first handshake.
		 */
		HANDSHAKE,

		/**
		 * Anything but a second handshake, which before TLS 1.3 would begin with a record
		 * of that type.
		 */
		ESTABLISHED_ONCE,

		/**
		 * Anything.
		 */
		ESTABLISHED,

		/**
		 * Nothing that matters, before the channel is closed.
		 */
		FAILED,

		/**
		 * Nothing.
		 */
		DROPPING

	}

}
