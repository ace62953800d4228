package io.wknet.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.PresenceEntry;
import io.wknet.cluster.PresenceStore;
import org.jspecify.annotations.Nullable;

/**
 * Asks the presence store where users are. While it answers one question, those that come
 * gather for the next one, so that the answers come in the order in which they were asked
 * for. Any thread may ask.
 */
final class Lookups {

	private static final int MAX_BATCH = 500;

	private final PresenceStore store;

	private final int maxPending;

	private final long timeoutMillis;

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<Question> waiting = new ArrayDeque<>();

	private int waitingUids;

	private boolean asking;

	Lookups(PresenceStore store, ClusterSettings settings) {
		this.store = store;
		this.maxPending = settings.maxPending();
		this.timeoutMillis = settings.timeout().toMillis();
	}

	/**
	 * Ask for users.
	 * @param answer hears on some thread where all users of the question, and of others
	 * perhaps, are; or why nobody knows
	 */
	void find(Collection<String> uids,
			BiConsumer<@Nullable Map<String, List<PresenceEntry>>, @Nullable Throwable> answer) {
		boolean full;
		this.lock.lock();
		try {
			full = this.waitingUids + uids.size() > this.maxPending && this.waitingUids > 0;
			if (!full) {
				this.waiting.add(new Question(uids, answer));
				this.waitingUids += uids.size();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (full) {
			answer.accept(null, new IllegalStateException(
					"Too many users wait to be looked up: maxPending=" + this.maxPending + "; send more slowly"));
		}
		else {
			ask();
		}
	}

	private void ask() {
		List<Question> questions = next();
		while (questions != null) {
			CompletableFuture<Map<String, List<PresenceEntry>>> found = ask(questions);
			if (!found.isDone()) {
				found.whenComplete((entries, failure) -> {
					answered();
					ask();
				});
				return;
			}
			answered();
			questions = next();
		}
	}

	private CompletableFuture<Map<String, List<PresenceEntry>>> ask(List<Question> questions) {
		Set<String> uids = new LinkedHashSet<>();
		questions.forEach((question) -> uids.addAll(question.uids));
		CompletionStage<Map<String, List<PresenceEntry>>> stage;
		try {
			stage = this.store.find(uids);
		}
		catch (RuntimeException ex) {
			stage = CompletableFuture.failedFuture(ex);
		}
		// A store that does not keep its promise to fail must not hold up all others.
		return stage.toCompletableFuture()
			.copy()
			.orTimeout(this.timeoutMillis * 2, TimeUnit.MILLISECONDS)
			.whenComplete((entries, failure) -> {
				Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
				for (Question question : questions) {
					question.answer.accept(entries, cause);
				}
			});
	}

	private void answered() {
		this.lock.lock();
		try {
			this.asking = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable List<Question> next() {
		this.lock.lock();
		try {
			if (this.asking || this.waiting.isEmpty()) {
				return null;
			}
			List<Question> questions = new ArrayList<>();
			int uids = 0;
			while (!this.waiting.isEmpty()
					&& (questions.isEmpty() || uids + this.waiting.element().uids.size() <= MAX_BATCH)) {
				Question question = this.waiting.remove();
				uids += question.uids.size();
				questions.add(question);
			}
			this.waitingUids -= uids;
			this.asking = true;
			return questions;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What somebody wants to know.
	 *
	 * @param uids the users
	 * @param answer hears the answer
	 */
	private record Question(Collection<String> uids,
			BiConsumer<@Nullable Map<String, List<PresenceEntry>>, @Nullable Throwable> answer) {

	}

}
