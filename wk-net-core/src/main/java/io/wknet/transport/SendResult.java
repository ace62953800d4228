package io.wknet.transport;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The fate of frames that leave together. Results of one flush form a list, so that a
 * flush needs no collection for them.
 */
final class SendResult extends CompletableFuture<@Nullable Void> {

	@Nullable SendResult next;

	/**
	 * A copy, so that nobody outside can complete what others share.
	 */
	@Override
	public CompletableFuture<@Nullable Void> toCompletableFuture() {
		return copy();
	}

	static void succeed(@Nullable SendResult list) {
		for (SendResult result = list; result != null; result = result.next) {
			result.complete(null);
		}
	}

	static void fail(@Nullable SendResult list, Throwable cause) {
		for (SendResult result = list; result != null; result = result.next) {
			result.completeExceptionally(cause);
		}
	}

}
