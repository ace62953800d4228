package io.wknet.codec.json;

import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import org.jspecify.annotations.Nullable;

/**
 * JSON over one connection: its decoder and its encoder, and what they have to know of
 * each other. An answer has the id of its request, and an error that ends the connection
 * is told in place of a DISCONNECT. It belongs to one event loop and needs no lock.
 *
 * @since 0.1.0
 */
public final class JsonConversation {

	/**
	 * What stands behind each text in the bytes that are decoded. It can not be part of
	 * one: no byte of UTF-8 is like it.
	 */
	public static final byte END = (byte) 0xFF;

	private final Requests requests = new Requests();

	private final JsonDecoder decoder = new JsonDecoder(this);

	private final JsonEncoder encoder = new JsonEncoder(this);

	private boolean connected;

	private long clientSeq;

	private @Nullable JsonRpcException failure;

	/**
	 * Check that Jackson is there.
	 * @throws IllegalStateException if it is not
	 */
	public static void requireJackson() {
		try {
			Class.forName("tools.jackson.core.json.JsonFactory", false, JsonConversation.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException("JSON over WebSocket needs tools.jackson.core:jackson-core on the class "
					+ "path; add that dependency, or switch JSON off (WebSocketSettings.withJson)", ex);
		}
	}

	/**
	 * Whether a decoder is that of such a conversation. Does not need Jackson.
	 * @param decoder any decoder, or {@code null}
	 * @return {@code true} if it reads JSON
	 */
	public static boolean reads(@Nullable FrameDecoder decoder) {
		return decoder instanceof JsonDecoder;
	}

	/**
	 * The encoder for frames that many connections get. It knows no requests, so that
	 * what would answer one is a notification.
	 * @return the one encoder, which may be used by any thread
	 */
	public static FrameEncoder encoderForAll() {
		return JsonEncoder.FOR_ALL;
	}

	/**
	 * Reads the texts of this connection, each with {@link #END} behind it.
	 * @return the decoder, for the event loop
	 */
	public FrameDecoder decoder() {
		return this.decoder;
	}

	/**
	 * Writes the frames of this connection, each as one text and without {@link #END}.
	 * How many bytes that are, it knows only approximately beforehand.
	 * @return the encoder, for the event loop; only
	 * {@link FrameEncoder#encodedBytes(io.wknet.frame.Frame, int)} is for any thread
	 */
	public FrameEncoder encoder() {
		return this.encoder;
	}

	Requests requests() {
		return this.requests;
	}

	/**
	 * The first request is {@code connect}, and no other one is.
	 */
	void inOrder(Method method) {
		if ((method == Method.CONNECT) == this.connected) {
			throw JsonRpcException.invalidRequest(this.connected ? "A second connect"
					: "The first method must be connect, found " + method.methodName());
		}
		this.connected = true;
	}

	/**
	 * A number for a message, by which its SENDACK is recognised. After 32 bits the
	 * numbers begin anew.
	 */
	long nextClientSeq() {
		this.clientSeq = (this.clientSeq + 1) & 0xFFFF_FFFFL;
		return this.clientSeq;
	}

	void failed(JsonRpcException newFailure) {
		this.failure = newFailure;
	}

	/**
	 * What the client did wrong, or {@code null}.
	 */
	@Nullable JsonRpcException failure() {
		return this.failure;
	}

}
