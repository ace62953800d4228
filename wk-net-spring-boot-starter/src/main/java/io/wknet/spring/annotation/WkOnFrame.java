package io.wknet.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.wknet.frame.FrameType;
import io.wknet.listener.Dispatch;

/**
 * Takes frames from a client, one at a time per connection, in the order sent.
 *
 * <h2>Which frames</h2> Those of {@link #value()} and {@link #type()}. If neither is
 * given the frame parameter decides: {@code SendFrame} means SEND. A method without such
 * a parameter, or with {@code Frame} or {@code ClientFrame}, takes all frames for which
 * there is no other method; if it has a {@link Payload @Payload} parameter, then of those
 * the ones that carry a payload. There may be only one method for a type.
 *
 * <h2>Arguments</h2> In any order and number:
 * <ul>
 * <li>{@link io.wknet.connection.WkConnection}</li>
 * <li>the frame: {@code Frame}, {@code ClientFrame} or the type of the frames it
 * takes</li>
 * <li>{@link Payload @Payload} with {@code byte[]}, {@code String}, {@code ByteBuffer},
 * {@code ByteBuf}, {@link io.wknet.frame.Payload}, or any type that Jackson reads</li>
 * <li>{@link io.wknet.auth.Identity} or {@link java.security.Principal}</li>
 * <li>{@link WkAttribute @WkAttribute} with any type</li>
 * </ul>
 * Anything else fails at startup.
 *
 * <h2>Return values</h2> A frame is sent to the client. {@code byte[]}, {@code String},
 * {@code ByteBuffer}, {@link io.wknet.frame.Payload} or any object (as JSON) is sent as
 * an application frame of the type that was received, so only a method for application
 * frames may return them. Nothing is sent for {@code null}. A {@code Mono}, a
 * {@code CompletionStage} or the like stands for its value, a {@code Flux} for as many
 * replies as it has elements. The next frame waits until it has completed.
 *
 * <h2>Threads</h2> See {@link #dispatch()}.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WkOnFrame {

	/**
	 * Which of the application's own frame types.
	 * @return type codes, 16..255
	 */
	int[] value() default {};

	/**
	 * Which of the protocol's frame types, of SEND, RECVACK, SUB and EVENT;
	 * {@link FrameType#APPLICATION} stands for all of the application's own for which
	 * there is no other method. With a {@link io.wknet.topic.TopicAuthorizer} bean the
	 * server answers SUB by itself.
	 * @return the types
	 */
	FrameType[] type() default {};

	/**
	 * Where the method runs. Unless given, a method that returns a reactive type or a
	 * {@code CompletionStage}, or is a suspending function of Kotlin, runs on the
	 * connection's event loop, where it must not block, and any other on a worker.
	 * @return at most one
	 */
	Dispatch[] dispatch() default {};

}
