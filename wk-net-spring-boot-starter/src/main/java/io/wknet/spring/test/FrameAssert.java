package io.wknet.spring.test;

import java.util.Objects;

import io.wknet.connection.CloseReason;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.SubackFrame;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

import org.springframework.test.json.JsonAssert;
import org.springframework.test.json.JsonCompareMode;

/**
 * Says what a frame should be. What fails shows the frame with its payload, but neither
 * tokens nor keys.
 *
 * @since 0.1.0
 * @see WkAssertions#assertThat(Frame)
 */
public final class FrameAssert extends AbstractAssert<FrameAssert, Frame> {

	FrameAssert(@Nullable Frame actual) {
		super(actual, FrameAssert.class);
	}

	// Kinds of frame

	/**
	 * The frame is of a type.
	 * @param type the type
	 * @return this
	 */
	public FrameAssert hasType(FrameType type) {
		return check(frame().type() == type, type.toString());
	}

	/**
	 * The frame is one of the application's own.
	 * @param typeCode which one, 16..255
	 * @return this
	 */
	public FrameAssert isApplication(int typeCode) {
		return check(frame().type() == FrameType.APPLICATION && frame().typeCode() == typeCode,
				"an application frame of type " + typeCode);
	}

	/**
	 * The frame answers a CONNECT.
	 * @return this
	 */
	public FrameAssert isConnack() {
		return hasType(FrameType.CONNACK);
	}

	/**
	 * The frame answers a SEND.
	 * @return this
	 */
	public FrameAssert isSendack() {
		return hasType(FrameType.SENDACK);
	}

	/**
	 * The frame answers a SUB.
	 * @return this
	 */
	public FrameAssert isSuback() {
		return hasType(FrameType.SUBACK);
	}

	/**
	 * The frame is a message of a user.
	 * @param uid who sent it
	 * @return this
	 */
	public FrameAssert isRecvFrom(String uid) {
		return check(frame() instanceof RecvFrame recv && recv.fromUid().equals(uid), "a RECV from '" + uid + "'");
	}

	/**
	 * The frame says that the connection ends for a reason of the server's own.
	 * @param reason the reason, any but {@link CloseReason#SERVER}, for which the
	 * application has its own code and words
	 * @return this
	 */
	public FrameAssert isDisconnect(CloseReason reason) {
		return isDisconnect(reason.reasonCode(), reason.name());
	}

	/**
	 * The frame says that the connection ends, as {@code close(reasonCode, reason)} of
	 * the application has it said.
	 * @param reasonCode the code
	 * @param reason the words
	 * @return this
	 */
	public FrameAssert isDisconnect(ReasonCode reasonCode, String reason) {
		return check(
				frame() instanceof DisconnectFrame disconnect && disconnect.reasonCode() == reasonCode
						&& disconnect.reason().equals(reason),
				"a DISCONNECT with " + reasonCode + ", \"" + reason + "\"");
	}

	// What answers say

	/**
	 * The answer is yes: a CONNACK, SENDACK or SUBACK with {@link ReasonCode#SUCCESS}.
	 * @return this
	 */
	public FrameAssert isAccepted() {
		return hasReasonCode(ReasonCode.SUCCESS);
	}

	/**
	 * The answer is no: a CONNACK, SENDACK or SUBACK with another code than
	 * {@link ReasonCode#SUCCESS}.
	 * @param reasonCode the code
	 * @return this
	 */
	public FrameAssert isRefused(ReasonCode reasonCode) {
		if (reasonCode == ReasonCode.SUCCESS) {
			throw new IllegalArgumentException("SUCCESS refuses nothing; use isAccepted()");
		}
		return hasReasonCode(reasonCode);
	}

	/**
	 * The frame, a CONNACK, SENDACK, SUBACK or DISCONNECT, has a reason code.
	 * @param reasonCode the code
	 * @return this
	 */
	public FrameAssert hasReasonCode(ReasonCode reasonCode) {
		return check(reasonCode(frame()) == reasonCode, "a frame with reason code " + reasonCode);
	}

	private static @Nullable ReasonCode reasonCode(Frame frame) {
		return switch (frame.type()) {
			case CONNACK -> ((ConnackFrame) frame).reasonCode();
			case SENDACK -> ((SendackFrame) frame).reasonCode();
			case SUBACK -> ((SubackFrame) frame).reasonCode();
			case DISCONNECT -> ((DisconnectFrame) frame).reasonCode();
			case CONNECT, SEND, RECV, RECVACK, PING, PONG, SUB, EVENT, APPLICATION -> null;
		};
	}

	// Flags and payload

	/**
	 * The frame has exactly these flags.
	 * @param flags 0..255, see {@link io.wknet.frame.FrameFlags}
	 * @return this
	 */
	public FrameAssert hasFlags(int flags) {
		return check(frame().flags() == flags, "a frame with flags " + flags);
	}

	/**
	 * The payload is a text.
	 * @param text the text, which stands there as UTF-8
	 * @return this
	 */
	public FrameAssert hasPayload(String text) {
		return hasPayload(Payload.utf8(text));
	}

	/**
	 * The payload is some bytes.
	 * @param bytes the bytes
	 * @return this
	 */
	public FrameAssert hasPayload(byte[] bytes) {
		return hasPayload(Payload.copyOf(bytes));
	}

	/**
	 * The payload equals another.
	 * @param payload the payload
	 * @return this
	 */
	public FrameAssert hasPayload(Payload payload) {
		return check(Objects.equals(payload, FrameText.payload(frame())),
				"a frame with payload " + FrameText.of(payload));
	}

	/**
	 * The payload is JSON and has at least these fields, elements of arrays in any order.
	 * @param json the JSON
	 * @return this
	 */
	public FrameAssert hasJsonPayload(String json) {
		return hasJsonPayload(json, JsonCompareMode.LENIENT);
	}

	/**
	 * The payload is JSON and equals another.
	 * @param json the JSON
	 * @param mode whether there may be other fields, and another order in arrays
	 * @return this
	 */
	public FrameAssert hasJsonPayload(String json, JsonCompareMode mode) {
		String text = payload().toUtf8();
		try {
			JsonAssert.comparator(mode).assertIsMatch(json, text);
		}
		catch (AssertionError | IllegalStateException ex) {
			throw failure("Expected JSON like %s, found %s: %s", json, FrameText.of(frame()), ex.getMessage());
		}
		return this;
	}

	/**
	 * Go on with the payload as a text.
	 * @return assertions about the text
	 */
	public AbstractStringAssert<?> payloadAsText() {
		return Assertions.assertThat(payload().toUtf8()).as("payload");
	}

	/**
	 * Go on with the payload as an object, read from JSON by a mapper of its own. To read
	 * it with the application's use {@link WkTestClient#receive(int, Class)}.
	 * @param <T> the type
	 * @param type the type
	 * @return assertions about the object
	 */
	public <T> AbstractObjectAssert<?, T> payloadAs(Class<T> type) {
		return Assertions.assertThat(new PayloadReader(JsonPayloads.converter()).read(payload(), type)).as("payload");
	}

	private Payload payload() {
		Payload payload = FrameText.payload(frame());
		check(payload != null, "a frame with a payload");
		return Objects.requireNonNull(payload);
	}

	private Frame frame() {
		isNotNull();
		return this.actual;
	}

	private FrameAssert check(boolean expected, String what) {
		if (!expected) {
			throw failure("Expected %s, found %s", what, FrameText.of(frame()));
		}
		return this;
	}

}
