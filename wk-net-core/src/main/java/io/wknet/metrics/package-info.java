/**
 * What happened, for whoever counts. The server counts frames, bytes and closes by
 * itself, see {@code BoundWkServer}; a {@link io.wknet.metrics.WkMetricsRecorder} hears
 * of what has to be timed.
 */
@NullMarked
package io.wknet.metrics;

import org.jspecify.annotations.NullMarked;
