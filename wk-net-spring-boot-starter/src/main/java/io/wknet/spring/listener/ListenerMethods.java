package io.wknet.spring.listener;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * All methods that were found, and how they are called.
 */
final class ListenerMethods {

	private final Map<ListenerEvent, List<ListenerMethod>> lifecycle = new EnumMap<>(ListenerEvent.class);

	private final Map<ListenerMethod, Set<String>> channels = new HashMap<>();

	private final FrameTable frames = new FrameTable();

	private final ExceptionHandlers handlers;

	private final Executor workers;

	private @Nullable ListenerMethod[] byType = new @Nullable ListenerMethod[FrameTypes.COUNT];

	ListenerMethods(ListenerSupport support) {
		this.workers = support.workers();
		this.handlers = new ExceptionHandlers(support.workers());
		for (ListenerEvent event : ListenerEvent.values()) {
			this.lifecycle.put(event, new ArrayList<>());
		}
	}

	void add(ListenerEvent event, ListenerMethod method) {
		of(event).add(method);
	}

	/**
	 * Add a method for topics.
	 * @param channelIds the topics by their channel's id; all if there is none
	 */
	void add(ListenerEvent event, ListenerMethod method, Set<String> channelIds) {
		add(event, method);
		if (!channelIds.isEmpty()) {
			this.channels.put(method, channelIds);
		}
	}

	void add(ExceptionHandler handler) {
		this.handlers.add(handler);
	}

	FrameTable frames() {
		return this.frames;
	}

	ListenerMethods build() {
		this.byType = this.frames.build();
		return this;
	}

	@Nullable ListenerMethod forType(int code) {
		return this.byType[code];
	}

	private List<ListenerMethod> of(ListenerEvent event) {
		return this.lifecycle.getOrDefault(event, List.of());
	}

	private List<ListenerMethod> of(ListenerEvent event, @Nullable Object subject) {
		if (this.channels.isEmpty() || !(subject instanceof Topic topic)) {
			return of(event);
		}
		return of(event).stream().filter((method) -> {
			Set<String> channelIds = this.channels.get(method);
			return channelIds == null || channelIds.contains(topic.channelId());
		}).toList();
	}

	boolean isEmpty(ListenerEvent event) {
		return of(event).isEmpty();
	}

	Dispatch dispatch(ListenerEvent event) {
		List<ListenerMethod> methods = of(event);
		for (int i = 0; i < methods.size(); i++) {
			if (methods.get(i).dispatch() == Dispatch.WORKER) {
				return Dispatch.WORKER;
			}
		}
		return Dispatch.EVENT_LOOP;
	}

	CompletionStage<?> callAll(ListenerEvent event, WkConnection connection, @Nullable Object subject)
			throws Exception {
		List<ListenerMethod> methods = of(event, subject);
		return switch (methods.size()) {
			case 0 -> AsyncWkListener.DONE;
			case 1 -> call(methods.get(0), dispatch(event), connection, null, subject);
			default -> new CallSequence(this, event, methods, dispatch(event), connection, subject).run();
		};
	}

	Executor workers() {
		return this.workers;
	}

	/**
	 * Call a method, and a handler if it fails.
	 * @param where where the call runs
	 */
	CompletionStage<?> call(ListenerMethod method, Dispatch where, WkConnection connection, @Nullable ClientFrame frame,
			@Nullable Object subject) throws Exception {
		CompletionStage<?> stage;
		try {
			stage = method.call(connection, frame, subject, null);
		}
		catch (Throwable ex) {
			return this.handlers.handle(method, Failures.unwrap(ex), where == Dispatch.WORKER, connection, frame,
					subject);
		}
		if (stage == AsyncWkListener.DONE || this.handlers.isEmpty()) {
			return stage;
		}
		return recover(stage, method, connection, frame, subject);
	}

	private CompletionStage<?> recover(CompletionStage<?> stage, ListenerMethod method, WkConnection connection,
			@Nullable ClientFrame frame, @Nullable Object subject) {
		Recovery result = new Recovery(stage);
		stage.whenComplete((value, error) -> {
			if (error == null) {
				result.complete(null);
				return;
			}
			try {
				this.handlers.handle(method, Failures.unwrap(error), false, connection, frame, subject)
					.whenComplete(result::end);
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result;
	}

	/**
	 * Completes when the method or its handler has; whoever cancels it cancels the
	 * method.
	 */
	private static final class Recovery extends CompletableFuture<@Nullable Object> {

		private final CompletionStage<?> source;

		Recovery(CompletionStage<?> source) {
			this.source = source;
		}

		void end(@Nullable Object value, @Nullable Throwable error) {
			if (error != null) {
				completeExceptionally(Failures.unwrap(error));
			}
			else {
				complete(null);
			}
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			if (this.source instanceof CompletableFuture<?> future) {
				future.cancel(mayInterruptIfRunning);
			}
			return cancelled;
		}

	}

}
