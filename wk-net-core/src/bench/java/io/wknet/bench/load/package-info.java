/**
 * The load driver: closed and open loops, connecting, and holding connections. It uses
 * nothing of wk-net, and nothing of Netty.
 */
@NullMarked
package io.wknet.bench.load;

import org.jspecify.annotations.NullMarked;
