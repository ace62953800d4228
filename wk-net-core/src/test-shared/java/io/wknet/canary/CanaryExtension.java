package io.wknet.canary;

import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class if the canary was printed or logged until its end. It is registered
 * for all tests of a module, by the service loader.
 *
 * @since 0.1.0
 */
public final class CanaryExtension implements AfterAllCallback {

	static {
		CanaryWatch.instance().overStandardStreams();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		check(CanaryWatch.instance());
	}

	static void check(CanaryWatch watch) {
		List<String> found = watch.take();
		if (!found.isEmpty()) {
			throw new AssertionError("The token of the tests was printed or logged " + found.size()
					+ " times; the first: " + found.get(0));
		}
	}

}
