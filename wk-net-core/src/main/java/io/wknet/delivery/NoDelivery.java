package io.wknet.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What was sent to nobody.
 */
enum NoDelivery implements Delivery {

	INSTANCE;

	private static final DeliveryResult NOBODY = new DeliveryResult(0, 0, 0, 0, 0);

	@Override
	public DeliveryResult result() {
		return NOBODY;
	}

	@Override
	public CompletionStage<DeliveryResult> completion() {
		return CompletableFuture.completedStage(NOBODY);
	}

	@Override
	public DeliveryResult await(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("The timeout must not be negative, found " + timeout);
		}
		return NOBODY;
	}

}
