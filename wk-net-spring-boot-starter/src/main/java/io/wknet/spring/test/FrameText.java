package io.wknet.spring.test;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import org.jspecify.annotations.Nullable;

/**
 * Frames in the messages of failed tests. They show payloads, which tests choose
 * themselves and have to see, but neither tokens nor keys.
 */
final class FrameText {

	private static final int MAX_TEXT = 2_000;

	private static final int MAX_BYTES = 256;

	private FrameText() {
	}

	static String of(Frame frame) {
		Payload payload = payload(frame);
		return (payload != null && payload.size() > 0) ? frame + " with " + of(payload) : frame.toString();
	}

	static @Nullable Payload payload(Frame frame) {
		return switch (frame.type()) {
			case APPLICATION -> ((ApplicationFrame) frame).payload();
			case SEND -> ((SendFrame) frame).payload();
			case RECV -> ((RecvFrame) frame).payload();
			case EVENT -> ((EventFrame) frame).data();
			case CONNECT, CONNACK, SENDACK, RECVACK, PING, PONG, DISCONNECT, SUB, SUBACK -> null;
		};
	}

	static String of(Payload payload) {
		String text = text(payload);
		if (text != null) {
			return '"' + ((text.length() <= MAX_TEXT) ? text : text.substring(0, MAX_TEXT) + "...") + '"';
		}
		byte[] bytes = payload.toByteArray();
		String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_BYTES));
		return "0x" + hex + ((bytes.length > MAX_BYTES) ? "..." : "");
	}

	private static @Nullable String text(Payload payload) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload.toByteArray())).toString();
			boolean printable = text.chars().noneMatch((c) -> Character.isISOControl(c) && !Character.isWhitespace(c));
			return printable ? text : null;
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	static String of(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

}
