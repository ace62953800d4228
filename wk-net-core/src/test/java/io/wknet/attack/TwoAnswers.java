package io.wknet.attack;

import io.wknet.auth.AuthResult;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * An answer of an authenticator that breaks the rules of a publisher: it comes twice, and
 * a failure after it.
 */
record TwoAnswers(Subscriber<? super AuthResult> subscriber) implements Subscription {

	@Override
	public void request(long count) {
		this.subscriber.onNext(AuthResult.accepted("twice"));
		this.subscriber.onNext(AuthResult.accepted("again"));
		this.subscriber.onError(new IllegalStateException("after the answer"));
	}

	@Override
	public void cancel() {
	}

}
