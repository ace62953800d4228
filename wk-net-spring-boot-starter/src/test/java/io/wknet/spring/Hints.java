package io.wknet.spring;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;

/**
 * What a native image is told when beans are processed ahead of time.
 */
public final class Hints {

	private Hints() {
	}

	public static RuntimeHints of(Class<?>... beans) {
		TestGenerationContext generated = new TestGenerationContext(Hints.class);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(beans);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generated);
		}
		return generated.getRuntimeHints();
	}

}
