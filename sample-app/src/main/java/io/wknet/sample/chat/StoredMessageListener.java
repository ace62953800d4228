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
 * Shows a listener method that returns a reactive type: after a login it subscribes the
 * connection to its user's groups, then delivers what is pending for the user, oldest
 * first, and then what came meanwhile. In this order nothing is lost: a message that was
 * sent to a group before the connection was subscribed was stored before that, so it is
 * pending.
 * <p>
 * Each message waits until the network has taken the one before, so a long backlog
 * neither fills the outbound buffer of a slow device nor holds a thread. New messages
 * wait in the {@link Inbox} until then.
 */
@Component
class StoredMessageListener {

	private static final int PAGE = 50;

	private final GroupSubscriptions groups;

	private final MessageStore messages;

	private final ChatProperties properties;

	StoredMessageListener(GroupSubscriptions groups, MessageStore messages, ChatProperties properties) {
		this.groups = groups;
		this.messages = messages;
		this.properties = properties;
	}

	@WkOnAuthenticated
	Mono<Void> deliverPending(WkConnection connection, Identity identity) {
		Inbox inbox = Inbox.of(connection, this.properties);
		Mono<Void> subscription = Mono.<Void>fromRunnable(() -> this.groups.subscribe(connection, identity.uid()))
			.subscribeOn(Schedulers.boundedElastic());
		// New messages pass again even if the database has failed.
		return Flux.concatDelayError(subscription, missed(inbox, identity.uid()), meanwhile(inbox, connection)).then();
	}

	private Flux<Void> missed(Inbox inbox, String uid) {
		return page(uid, 0)
			.expand((page) -> (page.size() < PAGE) ? Mono.empty() : page(uid, page.get(page.size() - 1).id()))
			.concatMapIterable((page) -> page, 1)
			.concatMap((message) -> Mono.fromCompletionStage(() -> inbox.deliverMissed(message.forReceivers())), 1)
			.onErrorComplete(ConnectionClosedException.class);
	}

	private static Flux<Void> meanwhile(Inbox inbox, WkConnection connection) {
		return Flux.defer(() -> Flux.fromIterable(inbox.takeWaiting()))
			.concatMap((message) -> Mono.fromCompletionStage(() -> connection.send(message)), 1)
			.repeat(() -> !inbox.isCaughtUp())
			.onErrorComplete(ConnectionClosedException.class);
	}

	private Flux<List<ChatMessage>> page(String uid, long afterId) {
		return Mono.fromCallable(() -> this.messages.pending(uid, afterId, PAGE))
			.subscribeOn(Schedulers.boundedElastic())
			.flux();
	}

}
