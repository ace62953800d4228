package io.wknet.transport;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Netty's decoder of WebSocket frames. It collects a frame before it hands it on, so it
 * has to be told how much it may collect, which depends on whether the client is
 * authenticated; and it has to tell that a frame has begun, which may not take for ever.
 */
final class MessageDecoder extends WebSocket13FrameDecoder {

	/**
	 * The first of the three reserved bits (RFC 7692, section 6).
	 */
	private static final int COMPRESSED = 4;

	private final FrameHandler frames;

	private boolean begun;

	MessageDecoder(FrameHandler frames, boolean compressed) {
		super(WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(WebSocketHandler.maxMessageBytes(frames.settings().frameLimits().maxFrameBytes()))
			.allowExtensions(compressed)
			.closeOnProtocolViolation(false)
			.build());
		this.frames = frames;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
		super.channelRead(ctx, input);
		this.frames.messageBegun(this.begun);
	}

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
		int before = in.readerIndex();
		super.decode(ctx, in, out);
		if (!out.isEmpty()) {
			this.begun = false;
			check((WebSocketFrame) out.get(out.size() - 1), out);
		}
		else if (in.readerIndex() != before) {
			this.begun = true;
		}
		int max = WebSocketHandler.maxMessageBytes(this.frames.maxFrameBytes());
		if (this.begun && in.readableBytes() > max) {
			in.skipBytes(in.readableBytes());
			throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.MESSAGE_TOO_BIG,
					"A message may have at most " + max + " bytes");
		}
	}

	/**
	 * With an extension Netty takes any reserved bits. Compression has a meaning for the
	 * first, at the beginning of a message.
	 */
	private static void check(WebSocketFrame frame, List<Object> out) {
		boolean begins = frame instanceof BinaryWebSocketFrame || frame instanceof TextWebSocketFrame;
		if (frame.rsv() != 0 && (frame.rsv() != COMPRESSED || !begins)) {
			out.remove(out.size() - 1);
			frame.release();
			throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR,
					"Reserved bits must not be set here, found " + frame.rsv());
		}
	}

}
