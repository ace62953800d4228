package io.wknet.spring.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;

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
		return NOBODY;
	}

}
