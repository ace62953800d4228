package io.wknet.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;

/**
 * Agrees on compression with a client that offers it, with a window from message to
 * message unless the client wants none. What Netty can not read is the client's fault,
 * and makes the request a malformed one for the gate behind.
 */
final class CompressionOffer extends WebSocketServerExtensionHandler {

	private static final int LEVEL = 6;

	/**
	 * Create one.
	 * @param maxMessageBytes how long a message may be that was inflated
	 */
	CompressionOffer(int maxMessageBytes) {
		super(new PerMessageDeflateServerExtensionHandshaker(LEVEL, false,
				PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE, true, true, maxMessageBytes));
	}

	@Override
	protected void onHttpRequestChannelRead(ChannelHandlerContext ctx, HttpRequest request) throws Exception {
		try {
			super.onHttpRequestChannelRead(ctx, request);
		}
		catch (RuntimeException ex) {
			request.setDecoderResult(
					DecoderResult.failure(new DecoderException("Sec-WebSocket-Extensions can not be read", ex)));
			ctx.fireChannelRead(request);
		}
	}

}
