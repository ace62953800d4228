package io.wknet.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a listener method that takes one of the connection's attributes.
 *
 * @since 0.1.0
 * @see io.wknet.connection.WkConnection#attributes()
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WkAttribute {

	/**
	 * The attribute's name. Unless given, that of the parameter.
	 * @return the name
	 */
	String value() default "";

	/**
	 * Whether the call fails if there is no such attribute. A {@code @Nullable} parameter
	 * and an {@code Optional} never need one.
	 * @return {@code false} to pass {@code null} then
	 */
	boolean required() default true;

}
