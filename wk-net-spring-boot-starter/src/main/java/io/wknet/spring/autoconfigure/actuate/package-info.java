/**
 * Wiring of the connections endpoint.
 */
@NullMarked
package io.wknet.spring.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
