package io.wknet.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.wknet.listener.Dispatch;

/**
 * Takes a connection whose subscription to a topic has ended: by its own wish, by the
 * application, or because the connection is over. Called exactly once for each
 * {@link WkOnSubscribe}, after it and before {@link WkOnClose}. Beside the arguments of
 * every listener method it may have an {@link io.wknet.topic.Topic}. What the method
 * returns, a frame, is sent to the client unless the connection is over.
 * <p>
 * Any number of methods may have it. They are called one after the other, in the
 * {@link org.springframework.core.annotation.Order @Order} of the method or else of its
 * bean; if one of them runs on a worker, all do. One that fails does not keep the others
 * from being called.
 *
 * @since 0.1.0
 * @see WkOnSubscribe
 * @see WkOnFrame
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WkOnUnsubscribe {

	/**
	 * Which topics, by the exact id of their channel, of whatever type. Unless given, all
	 * topics.
	 * @return channel ids, 1..255 characters
	 */
	String[] value() default {};

	/**
	 * Where the method runs. Unless given, a method that returns a reactive type or a
	 * {@code CompletionStage} runs on the connection's event loop and any other on a
	 * worker.
	 * @return at most one
	 */
	Dispatch[] dispatch() default {};

}
