/**
 * Annotated methods as a listener of the core.
 * {@link io.wknet.spring.listener.AnnotatedWkListener} finds them at startup and checks
 * them; what can not work fails there, by name. After that a call is a look into a table,
 * one array of arguments and one method handle: nothing is searched, converted or decided
 * per frame that could be decided at startup.
 */
@NullMarked
package io.wknet.spring.listener;

import org.jspecify.annotations.NullMarked;
