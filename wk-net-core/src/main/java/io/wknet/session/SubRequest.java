package io.wknet.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wknet.connection.ConnectionState;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.topic.ReactiveTopicAuthorizer;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicAuthorizer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A client's SUB, which the server answers by itself. It takes its turn among the calls
 * of the session, and ends when the SUBACK is written: what the client sent after it
 * waits.
 * <p>
 * The client is subscribed and answered in one turn of its event loop. An authorizer that
 * does not block is no longer waited for when the session begins to close; one that does
 * is waited for as any listener is.
 */
final class SubRequest implements SessionCall {

	private static final Logger logger = LoggerFactory.getLogger(SubRequest.class);

	private final Session session;

	private final TopicAuthorizer authorizer;

	private final SubFrame sub;

	/**
	 * What it is about, or {@code null} if there can be no such topic.
	 */
	private final @Nullable Topic topic;

	private final CompletableFuture<@Nullable Void> answered = new CompletableFuture<>();

	/**
	 * What is waited for, once it is.
	 */
	private @Nullable Disposable answer;

	SubRequest(Session session, TopicAuthorizer authorizer, SubFrame sub) {
		this.session = session;
		this.authorizer = authorizer;
		this.sub = sub;
		boolean possible = !sub.channelId().isEmpty() && sub.channelId().length() <= Topic.MAX_ID_LENGTH;
		this.topic = possible ? new Topic(sub.channelId(), sub.channelType()) : null;
	}

	@Override
	public Dispatch where(AsyncWkListener listener) {
		boolean blocks = this.topic != null && this.sub.action() == SubFrame.SUBSCRIBE
				&& !(this.authorizer instanceof ReactiveTopicAuthorizer);
		return (blocks && this.session.isOpen()) ? Dispatch.WORKER : Dispatch.EVENT_LOOP;
	}

	@Override
	public CompletionStage<?> call(AsyncWkListener listener) {
		if (!this.session.isOpen()) {
			return AsyncWkListener.DONE;
		}
		Topic wanted = this.topic;
		if (wanted == null) {
			answer(ReasonCode.CHANNEL_ID_ERROR);
		}
		else if (this.sub.action() == SubFrame.SUBSCRIBE) {
			ask(wanted);
		}
		else if (this.sub.action() == SubFrame.UNSUBSCRIBE) {
			this.session.unsubscribe(wanted);
			answer(ReasonCode.SUCCESS);
		}
		else {
			answer(ReasonCode.NOT_SUPPORT_HEADER);
		}
		return this.answered.isDone() ? AsyncWkListener.DONE : this.answered;
	}

	@Override
	public void leftOut() {
		// It never is.
	}

	private void ask(Topic wanted) {
		try {
			if (this.session.isSubscribed(wanted)) {
				decided(wanted, true);
			}
			else if (this.authorizer instanceof ReactiveTopicAuthorizer reactive) {
				askLater(reactive, wanted);
			}
			else {
				decided(wanted, this.authorizer.authorize(this.session, wanted, this.sub.param()));
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	private void askLater(ReactiveTopicAuthorizer reactive, Topic wanted) {
		Mono<Boolean> decision = reactive.authorizeLater(this.session, wanted, this.sub.param())
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("The topic authorizer gave no answer")));
		this.answer = decision.subscribe((allowed) -> decided(wanted, allowed), this::failed);
		if (this.session.state().compareTo(ConnectionState.CLOSING) >= 0) {
			abandon();
		}
		else if (!this.answered.isDone()) {
			this.session.subscriptions().asking(this);
		}
	}

	private void decided(Topic wanted, boolean allowed) {
		this.session.executeNowOrOnLoop(() -> {
			if (!this.answered.isDone()) {
				answer(allowed ? reasonCode(this.session.subscribe(wanted)) : ReasonCode.NOT_IN_WHITELIST);
			}
		});
	}

	private static ReasonCode reasonCode(SubscribeResult result) {
		return switch (result) {
			case SUBSCRIBED, ALREADY_SUBSCRIBED -> ReasonCode.SUCCESS;
			case CONNECTION_LIMIT, TOPIC_LIMIT -> ReasonCode.RATE_LIMIT;
			case NOT_ACTIVE -> ReasonCode.SYSTEM_ERROR;
		};
	}

	/**
	 * The authorizer has failed, on any thread.
	 */
	private void failed(Throwable failure) {
		this.session.sessions().counters().listenerErrors.increment();
		this.session.sessions()
			.floodLog()
			.failedWith(logger, failure, this.sub.param(), "[{}] The topic authorizer failed", this.session.id());
		this.session.executeNowOrOnLoop(() -> {
			if (!this.answered.isDone()) {
				answer(ReasonCode.SYSTEM_ERROR);
			}
		});
	}

	/**
	 * Nobody waits for the answer any more.
	 */
	void abandon() {
		if (this.answer != null) {
			this.answer.dispose();
		}
		this.answered.complete(null);
	}

	private void answer(ReasonCode reasonCode) {
		try {
			if (this.answer != null) {
				this.session.subscriptions().asking(null);
			}
			this.session.write(SubackFrame.of(this.sub, reasonCode));
			this.session.flush();
		}
		finally {
			this.answered.complete(null);
		}
	}

}
