package io.wknet.sample.presence;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.listener.Dispatch;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.listener.PayloadException;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Shows a frame of the application's own, type 16, with validated JSON in and JSON out,
 * and a reactive answer: {@code {"uids":["alice","bob"]}} is answered by
 * {@code {"online":{"alice":true,"bob":false}}}. The method never blocks, so it runs on
 * the connection's event loop. If there are several nodes, the answer is about all of
 * them; while they can not be asked, it is about this one.
 * <p>
 * Who asks with {@code "watch":true} is told from then on, by {@link PresenceWatchers},
 * when one of these users comes or goes.
 */
@Component
class PresenceListener {

	private static final int WHO_IS_ONLINE = 16;

	private static final int MAX_UIDS = 100;

	private static final int MAX_UID_LENGTH = Topic.MAX_ID_LENGTH;

	private final WkNetTemplate template;

	private final PresenceWatchers watchers;

	PresenceListener(WkNetTemplate template, PresenceWatchers watchers) {
		this.template = template;
		this.watchers = watchers;
	}

	@WkOnFrame(value = WHO_IS_ONLINE, dispatch = Dispatch.EVENT_LOOP)
	Mono<Answer> whoIsOnline(WkConnection connection, @Payload @Valid Question question) {
		if (Boolean.TRUE.equals(question.watch())) {
			// Before looking, so that no change falls between the answer and the first
			// news.
			this.watchers.watch(connection, question.uids());
		}
		return Flux.fromIterable(question.uids())
			.flatMap((uid) -> isOnline(uid).map((online) -> Map.entry(uid, online)))
			.collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new)
			.map(Answer::new);
	}

	private Mono<Boolean> isOnline(String uid) {
		return Mono.fromCompletionStage(() -> this.template.isOnline(uid)).onErrorReturn(false);
	}

	@WkExceptionHandler(value = { PayloadException.class, ConstraintViolationException.class },
			dispatch = Dispatch.EVENT_LOOP)
	Problem unreadable(ApplicationFrame frame) {
		return new Problem(
				"Send {\"uids\":[...]} with at most " + MAX_UIDS + " uids of 1 to " + MAX_UID_LENGTH + " characters");
	}

	record Question(@NotNull @Size(max = MAX_UIDS) List<@NotNull @Size(min = 1, max = MAX_UID_LENGTH) String> uids,
			@Nullable Boolean watch) {

	}

	record Answer(Map<String, Boolean> online) {

	}

	record Problem(String error) {

	}

}
