package io.wknet.support;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Fails a test class if an event loop was blocked until its end, unless a test says with
 * {@link BlocksTheLoop} that it does so itself. It is registered for all tests of the
 * module, by the service loader.
 */
public final class LoopWatchExtension implements BeforeEachCallback, AfterAllCallback {

	static {
		LoopWatch.install();
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		Optional<BlocksTheLoop> reason = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(),
				BlocksTheLoop.class);
		@Nullable Class<?> mayBlock = reason.isPresent() ? outermost(context.getRequiredTestClass()) : null;
		LoopWatch.begin(context.getRequiredTestClass().getName() + '.' + context.getRequiredTestMethod().getName(),
				mayBlock);
	}

	private static Class<?> outermost(Class<?> type) {
		Class<?> enclosing = type.getEnclosingClass();
		return (enclosing != null) ? outermost(enclosing) : type;
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (context.getRequiredTestClass().getEnclosingClass() == null) {
			check();
		}
	}

	static void check() {
		List<String> blocked = LoopWatch.take();
		if (!blocked.isEmpty()) {
			throw new AssertionError("An event loop was blocked " + blocked.size() + " times; the first: "
					+ String.join("\n", blocked.subList(0, Math.min(blocked.size(), 3))));
		}
	}

}
