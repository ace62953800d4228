package io.wknet.spring.test;

import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about frames, for a static import beside the one of AssertJ's
 * {@link org.assertj.core.api.Assertions Assertions}.
 *
 * @since 0.1.0
 */
public final class WkAssertions {

	private WkAssertions() {
	}

	/**
	 * Say what a frame should be.
	 * @param actual the frame
	 * @return the assertions
	 */
	public static FrameAssert assertThat(@Nullable Frame actual) {
		return new FrameAssert(actual);
	}

}
