package io.wknet.transport;

import java.time.Duration;
import java.util.Base64;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import io.wknet.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of a WebSocket (RFC 6455, section 4.2). A request that can not be
 * an opening handshake here gets an answer of HTTP that says why, and the channel is
 * closed.
 */
final class WebSocketGate extends Gate {

	/**
	 * The name of the handler of HTTP, in front of this one.
	 */
	static final String HTTP = "wk.http";

	private static final int MAX_LINE_BYTES = 4096;

	private static final int MAX_HEADER_BYTES = 8192;

	private static final int INITIAL_HEADER_BYTES = 128;

	private static final int KEY_BYTES = 16;

	/**
	 * The name with which a client may ask for JSON (RFC 6455, section 1.9).
	 */
	private static final String JSON = "jsonrpc";

	private final WebSocketSettings settings;

	private final OriginCheck origins;

	private final FrameHandler frames;

	private @Nullable HttpRequest request;

	WebSocketGate(PipelineInstaller installer, LoopContext loop, WebSocketSettings settings, FrameHandler frames) {
		super(installer, loop);
		this.settings = settings;
		this.origins = new OriginCheck(settings.allowedOrigins());
		this.frames = frames;
	}

	/**
	 * What has to be in front of the gate.
	 */
	static HttpServerCodec http() {
		return new HttpServerCodec(new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE_BYTES)
			.setMaxHeaderSize(MAX_HEADER_BYTES)
			.setInitialBufferSize(INITIAL_HEADER_BYTES));
	}

	@Override
	String task() {
		return "the WebSocket handshake";
	}

	@Override
	Duration timeout() {
		return this.settings.handshakeTimeout();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		try {
			if (!isWaiting()) {
				return;
			}
			if (msg instanceof HttpRequest next && this.request == null) {
				this.request = next;
				check(ctx, next);
			}
			else if (!(msg instanceof LastHttpContent last) || last.content().isReadable() || this.request == null) {
				refuse(ctx, Refusal.PROTOCOL_ERROR, "More than a handshake came before the answer to it");
			}
			else {
				open(ctx, this.request);
			}
		}
		finally {
			ReferenceCountUtil.release(msg);
		}
	}

	private void check(ChannelHandlerContext ctx, HttpRequest handshake) {
		HttpHeaders headers = handshake.headers();
		Throwable failure = handshake.decoderResult().cause();
		if (failure instanceof TooLongFrameException) {
			answer(ctx, HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, Refusal.PROTOCOL_ERROR,
					"The head of a request may have at most " + MAX_HEADER_BYTES + " bytes");
		}
		else if (failure != null) {
			answer(ctx, HttpResponseStatus.BAD_REQUEST, Refusal.PROTOCOL_ERROR,
					"The request is malformed: " + Printable.of(failure));
		}
		else if (!handshake.method().equals(HttpMethod.GET)) {
			answer(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, Refusal.PROTOCOL_ERROR,
					"The method must be GET, found " + Printable.of(handshake.method().name()));
		}
		else if (!path(handshake.uri()).equals(this.settings.path())) {
			answer(ctx, HttpResponseStatus.NOT_FOUND, Refusal.PROTOCOL_ERROR,
					"There is no WebSocket at " + Printable.of(path(handshake.uri())));
		}
		else if (hasBody(handshake)) {
			answer(ctx, HttpResponseStatus.BAD_REQUEST, Refusal.PROTOCOL_ERROR, "A handshake has no body");
		}
		else if (!isUpgrade(handshake)) {
			answer(ctx, HttpResponseStatus.UPGRADE_REQUIRED, Refusal.PROTOCOL_ERROR,
					"Only WebSocket, version 13, is spoken here");
		}
		else if (!isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
			answer(ctx, HttpResponseStatus.BAD_REQUEST, Refusal.PROTOCOL_ERROR,
					"Sec-WebSocket-Key must be 16 bytes in base64");
		}
		else if (!this.origins.allows(headers)) {
			answer(ctx, HttpResponseStatus.FORBIDDEN, Refusal.FORBIDDEN, "Pages of the origin "
					+ Printable.of(headers.get(HttpHeaderNames.ORIGIN)) + " may not connect here");
		}
	}

	private static String path(String uri) {
		int query = uri.indexOf('?');
		return (query >= 0) ? uri.substring(0, query) : uri;
	}

	/**
	 * Some clients, the JDK's before version 19 for one, say that they send 0 bytes.
	 */
	private static boolean hasBody(HttpRequest handshake) {
		String length = handshake.headers().get(HttpHeaderNames.CONTENT_LENGTH);
		return (length != null && !length.trim().equals("0")) || HttpUtil.isTransferEncodingChunked(handshake);
	}

	private static boolean isUpgrade(HttpRequest handshake) {
		HttpHeaders headers = handshake.headers();
		return handshake.protocolVersion().equals(HttpVersion.HTTP_1_1)
				&& headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
				&& headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true) && headers
					.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WebSocketVersion.V13.toHttpHeaderValue(), true);
	}

	private static boolean isKey(@Nullable String key) {
		try {
			return key != null && Base64.getDecoder().decode(key.trim()).length == KEY_BYTES;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private void answer(ChannelHandlerContext ctx, HttpResponseStatus status, Refusal refusal, String what) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
				ByteBufUtil.writeAscii(ctx.alloc(), what + "\n"));
		response.headers()
			.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
			.setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
			response.headers()
				.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
				.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WebSocketVersion.V13.toHttpHeaderValue());
		}
		else if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
			response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET.name());
		}
		refused(ctx, refusal, what);
		ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
	}

	private void open(ChannelHandlerContext ctx, HttpRequest handshake) {
		FullHttpResponse response = (this.settings.json() ? Acceptance.JSON : Acceptance.BINARY).of(handshake);
		ctx.writeAndFlush(response).addListener((answered) -> {
			if (answered.isSuccess() && isWaiting()) {
				boolean compressed = response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
				if (response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
					this.frames.speakJson();
				}
				HttpServerCodec http = speakWebSocket(ctx.pipeline(), compressed);
				pass(ctx);
				// Only now, because it hands on what came together with the handshake.
				if (ctx.pipeline().context(http) != null) {
					ctx.pipeline().remove(http);
				}
			}
		});
	}

	/**
	 * Messages in place of HTTP. What is compressed has handlers in between by now.
	 * @return what reads HTTP, which is still there and writes none any more
	 */
	private HttpServerCodec speakWebSocket(ChannelPipeline pipeline, boolean compressed) {
		HttpServerCodec http = (HttpServerCodec) pipeline.get(HTTP);
		http.removeOutboundHandler();
		pipeline.addBefore(PipelineInstaller.FRAMES, "wk.websocket", messages());
		if (compressed) {
			pipeline.addBefore("wk.websocket", "wk.websocket.messages", new BurstSplitter());
			pipeline.addAfter(HTTP, "wk.websocket.encoder", new WebSocket13FrameEncoder(false));
		}
		pipeline.addAfter(HTTP, "wk.websocket.decoder", new MessageDecoder(this.frames, compressed));
		return http;
	}

	private WebSocketHandler messages() {
		return this.frames.isJson() ? new TextMessageHandler(this.frames) : new WebSocketHandler(this.frames);
	}

	/**
	 * The answer to a handshake, as Netty makes it.
	 */
	private static final class Acceptance extends WebSocketServerHandshaker13 {

		private static final Acceptance BINARY = new Acceptance(null);

		private static final Acceptance JSON = new Acceptance(WebSocketGate.JSON);

		private Acceptance(@Nullable String protocols) {
			super("", protocols, WebSocketDecoderConfig.newBuilder().build());
		}

		FullHttpResponse of(HttpRequest handshake) {
			return newHandshakeResponse(
					new DefaultFullHttpRequest(handshake.protocolVersion(), handshake.method(), handshake.uri(),
							Unpooled.EMPTY_BUFFER, handshake.headers(), EmptyHttpHeaders.INSTANCE),
					EmptyHttpHeaders.INSTANCE);
		}

	}

}
