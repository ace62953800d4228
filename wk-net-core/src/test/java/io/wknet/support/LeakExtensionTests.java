package io.wknet.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeakExtensionTests {

	@Test
	void findsABufferThatWasForgotten() {
		forget();
		List<String> leaks = new ArrayList<>();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
			leaks.addAll(LeakExtension.found());
			return !leaks.isEmpty();
		});
		assertThat(leaks).singleElement().asString().contains("LeakExtensionTests.forget");
	}

	@Test
	void findsNothingWhereAllIsReleased() {
		PooledByteBufAllocator.DEFAULT.directBuffer(10).release();
		assertThat(LeakExtension.found()).isEmpty();
	}

	private static void forget() {
		ByteBuf forgotten = PooledByteBufAllocator.DEFAULT.directBuffer(10);
		forgotten.writeByte(1);
	}

}
