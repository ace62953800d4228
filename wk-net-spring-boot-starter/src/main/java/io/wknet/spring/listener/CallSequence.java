package io.wknet.spring.listener;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wknet.connection.WkConnection;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import org.jspecify.annotations.Nullable;

/**
 * Calls several methods for one event, each after the one before has completed. A failure
 * keeps the later ones from being called, except where something ends, a connection or a
 * subscription: each of them must hear of that.
 */
final class CallSequence {

	private final ListenerMethods owner;

	private final ListenerEvent event;

	private final List<ListenerMethod> methods;

	private final Dispatch where;

	private final WkConnection connection;

	private final @Nullable Object subject;

	private @Nullable Throwable failure;

	CallSequence(ListenerMethods owner, ListenerEvent event, List<ListenerMethod> methods, Dispatch where,
			WkConnection connection, @Nullable Object subject) {
		this.owner = owner;
		this.event = event;
		this.methods = methods;
		this.where = where;
		this.connection = connection;
		this.subject = subject;
	}

	CompletionStage<?> run() throws Exception {
		return runFrom(0);
	}

	private CompletionStage<?> runFrom(int first) throws Exception {
		for (int i = first; i < this.methods.size(); i++) {
			CompletionStage<?> stage;
			try {
				stage = this.owner.call(this.methods.get(i), this.where, this.connection, null, this.subject);
			}
			catch (Exception ex) {
				failed(ex);
				continue;
			}
			if (stage != AsyncWkListener.DONE) {
				return continueAfter(stage, i + 1);
			}
		}
		if (this.failure != null) {
			throw Failures.asException(this.failure);
		}
		return AsyncWkListener.DONE;
	}

	/**
	 * What completes a stage may be any thread, on which a method that blocks must not
	 * run.
	 */
	private CompletionStage<?> continueAfter(CompletionStage<?> stage, int next) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		Runnable rest = () -> {
			try {
				runFrom(next).whenComplete((value, ex) -> end(result, ex));
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		};
		stage.whenComplete((value, ex) -> {
			try {
				if (ex != null) {
					failed(Failures.asException(Failures.unwrap(ex)));
				}
				if (this.where == Dispatch.WORKER && next < this.methods.size()) {
					this.owner.workers().execute(rest);
				}
				else {
					rest.run();
				}
			}
			catch (Throwable failed) {
				result.completeExceptionally(failed);
			}
		});
		return result;
	}

	private static void end(CompletableFuture<@Nullable Object> result, @Nullable Throwable error) {
		if (error != null) {
			result.completeExceptionally(Failures.unwrap(error));
		}
		else {
			result.complete(null);
		}
	}

	private void failed(Exception ex) throws Exception {
		if (this.event != ListenerEvent.CLOSE && this.event != ListenerEvent.UNSUBSCRIBE) {
			throw ex;
		}
		if (this.failure == null) {
			this.failure = ex;
		}
		else {
			this.failure.addSuppressed(ex);
		}
	}

}
