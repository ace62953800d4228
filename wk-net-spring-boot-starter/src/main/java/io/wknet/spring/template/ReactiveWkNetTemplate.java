package io.wknet.spring.template;

import java.util.function.Function;

import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.WkOperations;
import io.wknet.spring.listener.PayloadConverter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends to connections, users, topics or all when it is subscribed to. Each subscription
 * sends once, and gives the result when the fate of every receiver is known; a receiver
 * that takes nothing keeps it waiting for up to {@code wk.net.outbound.timeout}. Cancel
 * takes nothing back that was sent.
 * <p>
 * A payload is written when the frame is sent. Whatever fails, an object that can not be
 * written or a {@link io.wknet.delivery.DeliveryRejectedException}, is an error of the
 * {@code Mono}. Signals may come on an event loop, where what follows must not block.
 *
 * @since 0.1.0
 * @see WkNetTemplate
 */
public final class ReactiveWkNetTemplate extends SendingTemplate<Mono<DeliveryResult>> {

	private final WkOperations operations;

	/**
	 * Create the template.
	 * @param operations sends
	 * @param converter writes objects as payloads; {@code null} if there is none, which
	 * leaves text and bytes
	 */
	public ReactiveWkNetTemplate(WkOperations operations, @Nullable PayloadConverter converter) {
		super(converter);
		this.operations = operations;
	}

	/**
	 * Whoever cancels must not complete the delivery for others.
	 */
	@Override
	Mono<DeliveryResult> send(Function<WkOperations, Delivery> sending) {
		return Mono
			.defer(() -> Mono.fromFuture(sending.apply(this.operations).completion().toCompletableFuture(), true));
	}

}
