package io.wknet.spring.template;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryRejectedException;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.PongFrame;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class ReactiveWkNetTemplateTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final DeliveryResult REACHED = new DeliveryResult(1, 0, 0, 0, 0);

	private final CompletableFuture<DeliveryResult> completion = new CompletableFuture<>();

	private final WkOperations operations = Mockito.mock(WkOperations.class);

	private final ReactiveWkNetTemplate template = new ReactiveWkNetTemplate(this.operations, null);

	@Test
	void sendsNothingUnlessSubscribedTo() {
		this.template.sendToUser("alice", PongFrame.INSTANCE);
		this.template.sendToAll(16, new Object());
		Mockito.verifyNoInteractions(this.operations);
	}

	@Test
	void sendsOnceForEachSubscription() {
		willDeliver();
		this.completion.complete(REACHED);
		Mono<DeliveryResult> sending = this.template.sendToAll(PongFrame.INSTANCE);
		StepVerifier.create(sending).expectNext(REACHED).expectComplete().verify(TIMEOUT);
		StepVerifier.create(sending).expectNext(REACHED).expectComplete().verify(TIMEOUT);
		Mockito.verify(this.operations, Mockito.times(2)).sendToAll(PongFrame.INSTANCE);
	}

	@Test
	void completesWhenTheDeliveryDoes() {
		willDeliver();
		StepVerifier.create(this.template.sendToAll(PongFrame.INSTANCE))
			.expectSubscription()
			.then(() -> Mockito.verify(this.operations).sendToAll(PongFrame.INSTANCE))
			.then(() -> this.completion.complete(REACHED))
			.expectNext(REACHED)
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void leavesTheDeliveryAloneWhenCancelled() {
		willDeliver();
		this.template.sendToAll(PongFrame.INSTANCE).subscribe().dispose();
		assertThat(this.completion).isNotDone();
	}

	@Test
	void failsIfTheServerRejectsTheFrame() {
		BDDMockito.given(this.operations.sendToAll(PongFrame.INSTANCE))
			.willThrow(new DeliveryRejectedException(10, 100, 100));
		StepVerifier.create(this.template.sendToAll(PongFrame.INSTANCE))
			.expectError(DeliveryRejectedException.class)
			.verify(TIMEOUT);
	}

	@Test
	void failsIfThePayloadCanNotBeWritten() {
		StepVerifier.create(this.template.sendToAll(16, new Object()))
			.expectError(IllegalStateException.class)
			.verify(TIMEOUT);
	}

	private void willDeliver() {
		Delivery delivery = Mockito.mock(Delivery.class);
		BDDMockito.given(delivery.completion()).willReturn(this.completion);
		BDDMockito.given(this.operations.sendToAll(PongFrame.INSTANCE)).willReturn(delivery);
	}

}
