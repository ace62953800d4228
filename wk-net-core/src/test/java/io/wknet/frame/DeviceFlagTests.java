package io.wknet.frame;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeviceFlag}.
 */
class DeviceFlagTests {

	@Test
	void hasTheCodeOfTheProtocol() {
		assertThat(DeviceFlag.APP.code()).isEqualTo(0);
		assertThat(DeviceFlag.WEB.code()).isEqualTo(1);
		assertThat(DeviceFlag.PC.code()).isEqualTo(2);
		assertThat(DeviceFlag.SYSTEM.code()).isEqualTo(99);
	}

	@Test
	void isOneObjectPerCode() {
		for (int code = 0; code <= 255; code++) {
			assertThat(DeviceFlag.of(code)).isSameAs(DeviceFlag.of(code));
			assertThat(DeviceFlag.of(code).code()).isEqualTo(code);
		}
	}

	@Test
	void showsItsNameOrItsCode() {
		assertThat(DeviceFlag.APP).hasToString("APP");
		assertThat(DeviceFlag.WEB).hasToString("WEB");
		assertThat(DeviceFlag.PC).hasToString("PC");
		assertThat(DeviceFlag.SYSTEM).hasToString("SYSTEM");
		assertThat(DeviceFlag.of(3)).hasToString("3");
	}

}
