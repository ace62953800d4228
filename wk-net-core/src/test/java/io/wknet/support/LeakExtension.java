package io.wknet.support;

import java.util.List;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class if Netty found that a buffer was collected before it was released.
 * It is registered for all tests of the module, by the service loader, and before any
 * buffer is made.
 */
public final class LeakExtension implements AfterAllCallback {

	private static final int ROUNDS = 2;

	static {
		RecordingLeakDetector.install();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (context.getRequiredTestClass().getEnclosingClass() != null) {
			return;
		}
		List<String> leaks = found();
		if (!leaks.isEmpty()) {
			throw new AssertionError("Buffers were never released: " + leaks);
		}
	}

	/**
	 * Collect garbage, let the detectors look at what was collected, and take what they
	 * found.
	 */
	static List<String> found() {
		for (int i = 0; i < ROUNDS; i++) {
			System.gc();
			nudge();
		}
		return RecordingLeakDetector.takeLeaks();
	}

	/**
	 * A detector looks for leaks whenever a buffer is made.
	 */
	private static void nudge() {
		PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
		UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
	}

}
