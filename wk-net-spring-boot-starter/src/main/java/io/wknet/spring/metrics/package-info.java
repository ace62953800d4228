/**
 * The server in Micrometer. {@link io.wknet.spring.metrics.WkMeters} lists all meters;
 * those that the server counts by itself are read when a registry asks.
 */
@NullMarked
package io.wknet.spring.metrics;

import org.jspecify.annotations.NullMarked;
