/**
 * Wiring of the meters.
 */
@NullMarked
package io.wknet.spring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
