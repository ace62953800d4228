/**
 * One frame to very many receivers: a server that sends to a topic as wk-net does, and
 * over the same channels as an application of Netty does by hand; and a process with all
 * its receivers. {@link io.wknet.bench.run.FanOutBenchmark} runs them.
 */
@NullMarked
package io.wknet.bench.fanout;

import org.jspecify.annotations.NullMarked;
