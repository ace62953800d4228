package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link VarInts}.
 */
class VarIntsTests {

	@ParameterizedTest
	@CsvSource({ "0, 00", "1, 01", "127, 7f", "128, 8001", "16383, ff7f", "16384, 808001", "1048576, 808040",
			"2097151, ffff7f", "2097152, 80808001", "268435455, ffffff7f" })
	void writesAndReadsTheShortestForm(int value, String hex) {
		ByteBuf buffer = Unpooled.buffer();
		VarInts.write(buffer, value);
		assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo(hex);
		assertThat(VarInts.bytes(value)).isEqualTo(buffer.readableBytes());
		assertThat(VarInts.read(buffer)).isEqualTo(value);
		assertThat(buffer.isReadable()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "80", "ffff", "808080" })
	void isIncompleteWithoutItsLastByte(String hex) {
		assertThat(VarInts.read(Unpooled.wrappedBuffer(LabelledBytes.hex(hex)))).isEqualTo(VarInts.INCOMPLETE);
	}

	@Test
	void hasAtMostFourBytes() {
		ByteBuf bytes = Unpooled.wrappedBuffer(LabelledBytes.hex("80 80 80 80 00"));
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> VarInts.read(bytes));
	}

}
