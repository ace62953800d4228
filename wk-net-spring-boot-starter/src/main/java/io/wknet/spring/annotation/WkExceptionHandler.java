package io.wknet.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.wknet.listener.Dispatch;

/**
 * Turns the exception of a listener method into a reply. The connection then lives on.
 * Without a handler, or if the handler fails, the connection closes with
 * {@link io.wknet.connection.CloseReason#LISTENER_ERROR} unless
 * {@code wk.net.dispatch.close-on-error} is {@code false}.
 * <p>
 * The method takes the exception and anything that {@link WkOnFrame} allows. The handler
 * of the closest exception type is called. One that wants a frame, a payload or an
 * identity is passed over where there is none of that kind: with a {@code SendFrame}
 * parameter it is called for failures of SEND only.
 *
 * @since 0.1.0
 * @see WkOnFrame
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WkExceptionHandler {

	/**
	 * Which exceptions. Unless given, that of the parameter.
	 * @return the types
	 */
	Class<? extends Throwable>[] value() default {};

	/**
	 * Where the method runs. Unless given, a method that returns a reactive type or a
	 * {@code CompletionStage} runs on the connection's event loop and any other on a
	 * worker.
	 * @return at most one
	 */
	Dispatch[] dispatch() default {};

}
