/**
 * Wiring of the observations.
 */
@NullMarked
package io.wknet.spring.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
