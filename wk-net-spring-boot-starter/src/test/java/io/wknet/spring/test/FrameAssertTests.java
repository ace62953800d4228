package io.wknet.spring.test;

import io.wknet.connection.CloseReason;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

import org.springframework.test.json.JsonCompareMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FrameAssertTests {

	private static final Frame HELLO = ApplicationFrame.of(16, Payload.utf8("hello"));

	private static final SendFrame SEND = SendFrame.of(7, "message-7", "bob", 1, Payload.utf8("hi"));

	@Test
	void acceptsAFrameThatIsAsItShouldBe() {
		frame(HELLO).isApplication(16).hasType(FrameType.APPLICATION).hasPayload("hello").hasFlags(0);
		frame(HELLO).hasPayload(new byte[] { 'h', 'e', 'l', 'l', 'o' }).hasPayload(Payload.utf8("hello"));
		frame(HELLO).payloadAsText().startsWith("he");
		frame(SendackFrame.accepted(SEND, 1, 1)).isSendack().isAccepted();
		frame(SendackFrame.refused(SEND, ReasonCode.BAN)).isSendack().isRefused(ReasonCode.BAN);
		frame(SubackFrame.of(SubFrame.of("1", "lobby", 2, SubFrame.SUBSCRIBE), ReasonCode.SUCCESS)).isSuback()
			.isAccepted();
		frame(connack(ReasonCode.AUTH_FAIL)).isConnack().isRefused(ReasonCode.AUTH_FAIL);
		frame(DisconnectFrame.of(ReasonCode.CONNECT_KICK, "KICKED")).isDisconnect(CloseReason.KICKED)
			.isDisconnect(ReasonCode.CONNECT_KICK, "KICKED")
			.hasReasonCode(ReasonCode.CONNECT_KICK);
	}

	@Test
	void tellsAnotherTypeWithThePayload() {
		assertThatFails(() -> frame(HELLO).isApplication(17)).withMessage(
				"Expected an application frame of type 17, found ApplicationFrame[typeCode=16, flags=0, payload=5 bytes] with \"hello\"");
		assertThatFails(() -> frame(HELLO).isSendack())
			.withMessageStartingWith("Expected SENDACK, found ApplicationFrame[typeCode=16");
	}

	@Test
	void tellsAnotherPayload() {
		assertThatFails(() -> frame(HELLO).hasPayload("good-bye"))
			.withMessageStartingWith("Expected a frame with payload \"good-bye\", found ")
			.withMessageEndingWith(" with \"hello\"");
	}

	@Test
	void tellsAPayloadThatIsNoTextAsBytes() {
		Frame frame = ApplicationFrame.of(16, Payload.copyOf(new byte[] { 0, -1 }));
		assertThatFails(() -> frame(frame).hasPayload(new byte[] { 0, 1 }))
			.withMessageStartingWith("Expected a frame with payload 0x0001, found ")
			.withMessageEndingWith(" with 0x00ff");
	}

	@Test
	void tellsThatThereIsNoPayload() {
		assertThatFails(() -> frame(PongFrame.INSTANCE).payloadAsText())
			.withMessageStartingWith("Expected a frame with a payload, found PongFrame");
		assertThatFails(() -> frame(PongFrame.INSTANCE).hasPayload("hello"))
			.withMessageStartingWith("Expected a frame with payload \"hello\", found PongFrame");
	}

	@Test
	void tellsAnotherReasonCode() {
		assertThatFails(() -> frame(SendackFrame.refused(SEND, ReasonCode.BAN)).isAccepted())
			.withMessageStartingWith("Expected a frame with reason code SUCCESS, found SendackFrame[")
			.withMessageContaining("reasonCode=BAN");
		assertThatFails(() -> frame(HELLO).hasReasonCode(ReasonCode.BAN))
			.withMessageStartingWith("Expected a frame with reason code BAN, found ApplicationFrame[");
	}

	@Test
	void doesNotTakeSuccessForARefusal() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> frame(connack(ReasonCode.SUCCESS)).isRefused(ReasonCode.SUCCESS));
	}

	@Test
	void tellsAnotherDisconnect() {
		assertThatFails(() -> frame(DisconnectFrame.of(ReasonCode.UNKNOWN, "SERVER")).isDisconnect(CloseReason.KICKED))
			.withMessage("Expected a DISCONNECT with CONNECT_KICK, \"KICKED\", found "
					+ DisconnectFrame.of(ReasonCode.UNKNOWN, "SERVER"));
	}

	@Test
	void tellsAnotherSender() {
		assertThatFails(() -> frame(HELLO).isRecvFrom("bob"))
			.withMessageStartingWith("Expected a RECV from 'bob', found ApplicationFrame[");
	}

	@Test
	void tellsOtherFlags() {
		assertThatFails(() -> frame(SEND).hasFlags(FrameFlags.DUP))
			.withMessageStartingWith("Expected a frame with flags 8, found SendFrame[flags=0");
	}

	@Test
	void comparesJson() {
		Frame frame = ApplicationFrame.of(16, Payload.utf8("{\"text\":\"hello\",\"number\":1}"));
		frame(frame).hasJsonPayload("{\"text\":\"hello\"}")
			.hasJsonPayload("{\"number\":1,\"text\":\"hello\"}", JsonCompareMode.STRICT);
		assertThatFails(() -> frame(frame).hasJsonPayload("{\"text\":\"good-bye\"}")).withMessageContaining("good-bye")
			.withMessageContaining("{\"text\":\"hello\",\"number\":1}");
		assertThatFails(() -> frame(frame).hasJsonPayload("{\"text\":\"hello\"}", JsonCompareMode.STRICT))
			.withMessageContaining("number");
	}

	@Test
	void tellsThatAPayloadIsNoJson() {
		assertThatFails(() -> frame(HELLO).hasJsonPayload("{\"text\":\"hello\"}"))
			.withMessageStartingWith("Expected JSON like {\"text\":\"hello\"}, found ApplicationFrame[");
	}

	@Test
	void readsJson() {
		frame(ApplicationFrame.of(16, Payload.utf8("{\"text\":\"hello\"}"))).payloadAs(Note.class)
			.isEqualTo(new Note("hello"));
		assertThatFails(() -> frame(HELLO).payloadAs(Note.class)).withMessageContaining("can not be read as")
			.withMessageEndingWith(": \"hello\"");
	}

	@Test
	void keepsTheDescription() {
		assertThatFails(() -> frame(HELLO).as("the echo").isApplication(17)).withMessageStartingWith("[the echo] ");
	}

	@Test
	void tellsThatThereIsNoFrame() {
		assertThatFails(() -> frame(null).isApplication(16)).withMessageContaining("not to be null");
	}

	@Test
	void cutsLongPayloads() {
		Frame frame = ApplicationFrame.of(16, Payload.utf8("x".repeat(100_000)));
		assertThatFails(() -> frame(frame).isApplication(17))
			.satisfies((ex) -> assertThat(ex.getMessage().length()).isLessThan(3_000));
	}

	private static FrameAssert frame(Frame frame) {
		return WkAssertions.assertThat(frame);
	}

	private static ConnackFrame connack(ReasonCode reasonCode) {
		return new ConnackFrame(5, 0, reasonCode, "", "", 1);
	}

	private static ThrowableAssertAlternative<AssertionError> assertThatFails(
			ThrowableAssert.ThrowingCallable assertion) {
		return assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion);
	}

	record Note(String text) {

	}

}
