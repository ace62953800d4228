/**
 * The servers that are measured: wk-net, and Netty alone in two styles to compare it
 * with.
 */
@NullMarked
package io.wknet.bench.server;

import org.jspecify.annotations.NullMarked;
