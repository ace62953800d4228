package io.wknet.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This test blocks an event loop on purpose: what its own code does there is not
 * reported. What the project does there is, as ever.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface BlocksTheLoop {

	/**
	 * Why that must be.
	 * @return the reason
	 */
	String value();

}
