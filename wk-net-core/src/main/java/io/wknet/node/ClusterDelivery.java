package io.wknet.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.RemoteDeliveryException;

/**
 * A delivery to this server's connections and to those of others.
 */
final class ClusterDelivery implements Delivery {

	private final Delivery local;

	private final RemotePart remote;

	private final LocalSessions sessions;

	private final CompletableFuture<DeliveryResult> completion;

	ClusterDelivery(Delivery local, RemotePart remote, LocalSessions sessions) {
		this.local = local;
		this.remote = remote;
		this.sessions = sessions;
		this.completion = remote.completion()
			.handle((result, failure) -> failure)
			.thenCombine(local.completion(), (failure, result) -> {
				if (failure != null) {
					throw new CompletionException(complete(failure));
				}
				return result();
			});
	}

	private RemoteDeliveryException complete(Throwable failure) {
		return new RemoteDeliveryException(String.valueOf(failure.getMessage()), result(), failure.getCause());
	}

	@Override
	public DeliveryResult result() {
		DeliveryResult here = this.local.result();
		DeliveryResult there = this.remote.result();
		return new DeliveryResult(here.reached() + there.reached(), here.closed() + there.closed(),
				here.slow() + there.slow(), here.unsupported() + there.unsupported(), here.pending() + there.pending());
	}

	@Override
	public CompletionStage<DeliveryResult> completion() {
		return this.completion.minimalCompletionStage();
	}

	@Override
	public DeliveryResult await(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("The timeout must not be negative, found " + timeout);
		}
		if (!this.completion.isDone()) {
			this.sessions.checkMayWait();
		}
		try {
			return this.completion.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return result();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return result();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RemoteDeliveryException failure) {
				throw new RemoteDeliveryException(String.valueOf(failure.getMessage()), failure.result(), failure);
			}
			throw new IllegalStateException("A delivery fails in one way only", ex);
		}
	}

}
