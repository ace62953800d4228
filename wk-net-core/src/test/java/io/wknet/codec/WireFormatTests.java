package io.wknet.codec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WireFormat}.
 */
class WireFormatTests {

	@Test
	void isFixedWhenTheFirstByteIsTheTypeOfConnect() {
		assertThat(WireFormat.detect((byte) 0x01)).isEqualTo(WireFormat.FIXED);
	}

	@Test
	void isVariableWhenTheUpperHalfOfTheFirstByteIsTheTypeOfConnect() {
		for (int firstByte = 0x10; firstByte <= 0x1F; firstByte++) {
			assertThat(WireFormat.detect((byte) firstByte)).isEqualTo(WireFormat.WKPROTO);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x00, 0x02, 0x0F, 0x20, 0x47, 0x53, 0x7F, 0x80, 0xFE, 0xFF })
	void isRefusedWhenNoConnectBeginsLikeThat(int firstByte) {
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> WireFormat.detect((byte) firstByte))
			.withMessage("The first byte must be 0x01 or 0x10..0x1F to begin a CONNECT, found 0x"
					+ Integer.toHexString(firstByte));
	}

}
