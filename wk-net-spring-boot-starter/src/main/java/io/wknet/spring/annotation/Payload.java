package io.wknet.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a listener method that takes the frame's payload. SEND, EVENT
 * and application frames have one.
 * <p>
 * {@code byte[]} is a copy; {@code ByteBuffer} and {@code ByteBuf} are read-only views,
 * and a {@code ByteBuf} need not be released; {@code String} is UTF-8;
 * {@link io.wknet.frame.Payload} is the payload as it is. Any other type is read as JSON
 * by Jackson's {@code JsonMapper}. With {@code @Valid} or {@code @Validated} the value is
 * validated. What can not be read or is not valid counts as an exception of the method.
 *
 * @since 0.1.0
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Payload {

}
