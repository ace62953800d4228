package io.wknet.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A PING that waits for its PONG.
 *
 * @param sentNanos when it was sent, on the loop's clock
 * @param result completes with the time the answer took
 */
record PendingPing(long sentNanos, CompletableFuture<Duration> result) {

}
