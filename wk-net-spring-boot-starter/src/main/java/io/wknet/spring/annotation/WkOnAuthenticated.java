package io.wknet.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.wknet.listener.Dispatch;

/**
 * Takes a connection whose peer was let in, and was told so. What the method returns is
 * sent to the peer.
 * <p>
 * Any number of methods may have it. They are called one after the other, in the
 * {@link org.springframework.core.annotation.Order @Order} of the method or else of its
 * bean; if one of them runs on a worker, all do.
 *
 * @since 0.1.0
 * @see WkOnFrame
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WkOnAuthenticated {

	/**
	 * Where the method runs. Unless given, a method that returns a reactive type or a
	 * {@code CompletionStage} runs on the connection's event loop and any other on a
	 * worker.
	 * @return at most one
	 */
	Dispatch[] dispatch() default {};

}
