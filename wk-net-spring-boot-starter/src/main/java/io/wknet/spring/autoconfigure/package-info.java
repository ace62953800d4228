/**
 * Wiring: properties, conditions and beans. Every bean backs off to the user's own.
 * Nothing depends on this package.
 */
@NullMarked
package io.wknet.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
