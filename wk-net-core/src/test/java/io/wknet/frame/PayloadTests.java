package io.wknet.frame;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Payload}.
 */
class PayloadTests {

	@Test
	void doesNotChangeWithTheArrayItWasCopiedFrom() {
		byte[] bytes = { 1, 2, 3 };
		Payload payload = Payload.copyOf(bytes);
		bytes[0] = 9;
		assertThat(payload.toByteArray()).containsExactly(1, 2, 3);
	}

	@Test
	void doesNotChangeWithTheArrayItGaveOut() {
		Payload payload = Payload.copyOf(new byte[] { 1, 2, 3 });
		payload.toByteArray()[0] = 9;
		assertThat(payload.get(0)).isEqualTo((byte) 1);
	}

	@Test
	void givesOutABufferThatIsReadOnly() {
		ByteBuffer buffer = Payload.copyOf(new byte[] { 1, 2, 3 }).asByteBuffer();
		assertThat(buffer.remaining()).isEqualTo(3);
		assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> buffer.put((byte) 9));
	}

	@Test
	void copiesTheRestOfABufferAndLeavesItsPosition() {
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 1, 2, 3, 4 }, 1, 2);
		assertThat(Payload.copyOf(buffer).toByteArray()).containsExactly(2, 3);
		assertThat(buffer.position()).isEqualTo(1);
	}

	@Test
	void takesAWrappedArrayOver() {
		byte[] bytes = { 1, 2, 3 };
		List<byte[]> written = new ArrayList<>();
		Payload.wrap(bytes).writeTo(written, List::add);
		assertThat(written).hasSize(1);
		assertThat(written.get(0)).isSameAs(bytes);
	}

	@Test
	void isTheSameObjectWheneverItIsEmpty() {
		assertThat(Payload.wrap(new byte[0])).isSameAs(Payload.EMPTY);
		assertThat(Payload.copyOf(new byte[0])).isSameAs(Payload.EMPTY);
		assertThat(Payload.copyOf(ByteBuffer.allocate(0))).isSameAs(Payload.EMPTY);
		assertThat(Payload.utf8("")).isSameAs(Payload.EMPTY);
	}

	@Test
	void equalsAnotherWithTheSameBytes() {
		Payload payload = Payload.utf8("悟空");
		assertThat(payload).isEqualTo(Payload.utf8("悟空")).hasSameHashCodeAs(Payload.utf8("悟空"));
		assertThat(payload).isNotEqualTo(Payload.utf8("悟")).isNotEqualTo("悟空");
	}

	@Test
	void readsAsTextWhatWasText() {
		assertThat(Payload.utf8("悟空").toUtf8()).isEqualTo("悟空");
		assertThat(Payload.utf8("悟空").size()).isEqualTo(6);
	}

	@Test
	void showsItsSizeOnly() {
		assertThat(Payload.utf8("secret")).hasToString("6 bytes");
	}

}
