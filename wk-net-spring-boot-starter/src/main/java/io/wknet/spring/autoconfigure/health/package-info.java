/**
 * Wiring of the health indicator.
 */
@NullMarked
package io.wknet.spring.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
