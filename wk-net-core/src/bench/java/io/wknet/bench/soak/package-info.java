/**
 * A server that must not wear out: one process with the server, which counts whatever its
 * listener hears, and one with all its clients, which check every answer.
 * {@link io.wknet.bench.run.SoakBenchmark} runs them.
 */
@NullMarked
package io.wknet.bench.soak;

import org.jspecify.annotations.NullMarked;
