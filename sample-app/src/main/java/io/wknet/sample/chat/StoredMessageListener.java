package io.wknet.sample.chat;

import java.util.List;

import io.wknet.auth.Identity;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.WkConnection;
import io.wknet.spring.annotation.WkOnAuthenticated;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.stereotype.Component;

/**
 * Shows a listener method that returns a reactive type: after a login it delivers what is
 * pending for the user, oldest first. Each message waits until the network has taken the
 * one before, so a long backlog neither fills the outbound buffer of a slow device nor
 * holds a thread. New messages wait until then.
 */
@Component
class StoredMessageListener {

	private static final int PAGE = 50;

	private final MessageStore messages;

	private final ChatProperties properties;

	StoredMessageListener(MessageStore messages, ChatProperties properties) {
		this.messages = messages;
		this.properties = properties;
	}

	@WkOnAuthenticated
	Mono<Void> deliverPending(WkConnection connection, Identity identity) {
		Inbox inbox = Inbox.of(connection, this.properties);
		return page(identity.uid(), 0)
			.expand((page) -> (page.size() < PAGE) ? Mono.empty()
					: page(identity.uid(), page.get(page.size() - 1).id()))
			.concatMapIterable((page) -> page, 1)
			.concatMap((message) -> Mono.fromCompletionStage(() -> inbox.deliverMissed(message.forReceivers())), 1)
			.doFinally((signal) -> inbox.caughtUp())
			.onErrorComplete(ConnectionClosedException.class)
			.then();
	}

	private Flux<List<ChatMessage>> page(String uid, long afterId) {
		return Mono.fromCallable(() -> this.messages.pending(uid, afterId, PAGE))
			.subscribeOn(Schedulers.boundedElastic())
			.flux();
	}

}
