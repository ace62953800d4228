package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.wknet.codec.FrameTooLargeException;
import io.wknet.codec.MalformedFrameException;
import io.wknet.frame.ProtocolException;
import io.wknet.log.Printable;

/**
 * Makes a stream of bytes of binary messages: where one message ends and the next begins
 * means nothing. The length of a message is limited all the same, and so is the number of
 * its fragments: a message that never ends is no use but to attack.
 * <p>
 * Where JSON is switched on, a peer whose first message is text gets a
 * {@link TextMessageHandler} in place of this.
 */
class WebSocketHandler extends ChannelInboundHandlerAdapter {

	/**
	 * How much longer than a frame a message may be, so that it can hold several.
	 */
	private static final int MORE_BYTES = 64 << 10;

	/**
	 * What a fragment counts beside its payload.
	 */
	private static final int FRAGMENT_BYTES = 16;

	private final FrameHandler frames;

	private int messageBytes;

	private boolean violated;

	WebSocketHandler(FrameHandler frames) {
		this.frames = frames;
	}

	static int maxMessageBytes(int maxFrameBytes) {
		return (int) Math.min((long) maxFrameBytes + MORE_BYTES, Integer.MAX_VALUE);
	}

	@Override
	public final void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof PingWebSocketFrame ping) {
			received(ping);
		}
		else if (msg instanceof PongWebSocketFrame || this.violated) {
			this.frames.peerActive();
			ReferenceCountUtil.release(msg);
		}
		else if (msg instanceof CloseWebSocketFrame close) {
			received(close);
		}
		else if (msg instanceof TextWebSocketFrame text) {
			textReceived(ctx, text);
		}
		else {
			bytesReceived(ctx, (WebSocketFrame) msg);
		}
	}

	/**
	 * A text message has begun.
	 */
	void textReceived(ChannelHandlerContext ctx, TextWebSocketFrame text) {
		WebSocketSettings settings = this.frames.settings().webSocket();
		if (settings == null || !settings.json() || this.frames.hasBegun()) {
			refuse(text, "Messages must be binary, found text");
			return;
		}
		this.frames.speakJson();
		TextMessageHandler texts = new TextMessageHandler(this.frames);
		ctx.pipeline().replace(this, ctx.name(), texts);
		texts.channelRead(ctx.pipeline().context(texts), text);
	}

	/**
	 * A binary message has begun, or a message goes on.
	 */
	void bytesReceived(ChannelHandlerContext ctx, WebSocketFrame fragment) {
		received(ctx, fragment);
	}

	/**
	 * A message is not of the kind that it must be.
	 */
	final void refuse(WebSocketFrame message, String what) {
		message.release();
		violated(new MalformedFrameException(what), WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
	}

	private void received(PingWebSocketFrame ping) {
		try {
			this.frames.peerActive();
			this.frames.pong(ping.content());
		}
		finally {
			ping.release();
		}
	}

	private void received(CloseWebSocketFrame close) {
		try {
			this.frames.peerClosing(close.statusCode());
		}
		finally {
			close.release();
		}
	}

	/**
	 * Hand a part of a message on, unless the message is too long.
	 */
	final void received(ChannelHandlerContext ctx, WebSocketFrame fragment) {
		ByteBuf bytes = fragment.content();
		long total = (long) this.messageBytes + bytes.readableBytes();
		int max = maxMessageBytes(this.frames.maxFrameBytes());
		if (total > max) {
			fragment.release();
			violated(new FrameTooLargeException(total, max), WebSocketCloseStatus.MESSAGE_TOO_BIG);
			return;
		}
		this.messageBytes = fragment.isFinalFragment() ? 0 : (int) total + FRAGMENT_BYTES;
		handOn(ctx, fragment);
	}

	/**
	 * Hand on what is within the limits.
	 */
	void handOn(ChannelHandlerContext ctx, WebSocketFrame fragment) {
		handOn(ctx, fragment.content());
	}

	/**
	 * Hand bytes on, if there are any.
	 */
	final void handOn(ChannelHandlerContext ctx, ByteBuf bytes) {
		if (bytes.isReadable()) {
			ctx.fireChannelRead(bytes);
		}
		else {
			this.frames.peerActive();
			bytes.release();
		}
	}

	@Override
	public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		Throwable reason = (cause instanceof CodecException && cause.getCause() != null) ? cause.getCause() : cause;
		if (reason instanceof CorruptedWebSocketFrameException corrupted) {
			WebSocketCloseStatus status = corrupted.closeStatus();
			violated(status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ? tooLarge()
					: new MalformedFrameException(Printable.of(corrupted.getMessage())), status);
		}
		else if (reason instanceof DecompressionException) {
			violated(tooLarge(), WebSocketCloseStatus.MESSAGE_TOO_BIG);
		}
		else {
			ctx.fireExceptionCaught(cause);
		}
	}

	private FrameTooLargeException tooLarge() {
		int max = maxMessageBytes(this.frames.maxFrameBytes());
		return new FrameTooLargeException(max + 1L, max);
	}

	final void violated(ProtocolException ex, WebSocketCloseStatus status) {
		this.violated = true;
		this.frames.violated(ex, status.code());
	}

}
