package io.wknet.transport;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The fate of frames that leave together, for the one who sent them.
 */
final class SendResult extends CompletableFuture<@Nullable Void> implements Fate {

	private @Nullable Fate next;

	@Override
	public @Nullable Fate next() {
		return this.next;
	}

	@Override
	public void next(@Nullable Fate fate) {
		this.next = fate;
	}

	@Override
	public void sent() {
		complete(null);
	}

	@Override
	public void notSent(RuntimeException cause) {
		completeExceptionally(cause);
	}

	/**
	 * A copy, so that nobody outside can complete what others share.
	 */
	@Override
	public CompletableFuture<@Nullable Void> toCompletableFuture() {
		return copy();
	}

}
