package io.wknet.spring.listener;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

import org.springframework.core.ReactiveAdapter;

/**
 * An annotated method, ready to be called.
 */
final class ListenerMethod {

	private final MethodName name;

	private final String brief;

	private final Dispatch dispatch;

	private final Supplier<Object> bean;

	private final MethodHandle handle;

	private final Argument[] arguments;

	private final Replies replies;

	private final boolean stage;

	private final @Nullable ReactiveAdapter adapter;

	private final boolean unit;

	private final ListenerTimings.@Nullable Timing timing;

	private final @Nullable ListenerObservations observations;

	/**
	 * Create the method.
	 * @param name names it in messages
	 * @param dispatch where it runs
	 * @param bean whose method it is
	 * @param handle takes the bean and all arguments in one array and returns an object
	 * @param arguments one for each parameter
	 * @param replies takes what it returns
	 * @param support who hears of each call
	 */
	ListenerMethod(MethodName name, Dispatch dispatch, Supplier<Object> bean, MethodHandle handle, Argument[] arguments,
			Replies replies, ListenerSupport support) {
		this.name = name;
		this.brief = name.brief();
		this.dispatch = dispatch;
		this.bean = bean;
		this.handle = handle;
		this.arguments = arguments;
		this.replies = replies;
		Class<?> returnType = name.method().getReturnType();
		this.stage = CompletionStage.class.isAssignableFrom(returnType);
		this.adapter = this.stage ? null : Replies.adapter(name);
		this.unit = Replies.isUnit(name);
		this.observations = support.observations();
		ListenerTimings timings = (this.observations == null) ? support.timings() : null;
		this.timing = (timings != null) ? timings.timing(this.brief) : null;
	}

	MethodName name() {
		return this.name;
	}

	Dispatch dispatch() {
		return this.dispatch;
	}

	/**
	 * Call the method and send what it returns.
	 * @return {@link AsyncWkListener#DONE}, or completes when the last reply is written
	 * @throws Throwable what the method threw, or what its arguments or replies did
	 */
	CompletionStage<?> call(WkConnection connection, @Nullable ClientFrame frame, @Nullable Object subject,
			@Nullable Throwable error) throws Throwable {
		if (this.observations != null) {
			return observedCall(this.observations, connection, frame, subject, error);
		}
		return (this.timing != null) ? timedCall(this.timing, connection, frame, subject, error)
				: invoke(connection, frame, subject, error, Context.empty());
	}

	private CompletionStage<?> observedCall(ListenerObservations observer, WkConnection connection,
			@Nullable ClientFrame frame, @Nullable Object subject, @Nullable Throwable error) throws Throwable {
		ListenerObservations.ListenerObservation observation = observer.begin(this.brief, connection, frame);
		CompletionStage<?> result;
		observation.enter();
		try {
			result = invoke(connection, frame, subject, error, observation.addTo(Context.empty()));
		}
		catch (Throwable ex) {
			observation.leave();
			observation.end(Failures.unwrap(ex));
			throw ex;
		}
		observation.leave();
		if (result == AsyncWkListener.DONE) {
			observation.end(null);
		}
		else {
			result.whenComplete((value, ex) -> observation.end((ex != null) ? Failures.unwrap(ex) : null));
		}
		return result;
	}

	private CompletionStage<?> timedCall(ListenerTimings.Timing recorder, WkConnection connection,
			@Nullable ClientFrame frame, @Nullable Object subject, @Nullable Throwable error) throws Throwable {
		long begin = System.nanoTime();
		CompletionStage<?> result;
		try {
			result = invoke(connection, frame, subject, error, Context.empty());
		}
		catch (Throwable ex) {
			recorder.record(System.nanoTime() - begin, false);
			throw ex;
		}
		if (result == AsyncWkListener.DONE) {
			recorder.record(System.nanoTime() - begin, true);
		}
		else {
			result.whenComplete((value, ex) -> recorder.record(System.nanoTime() - begin, ex == null));
		}
		return result;
	}

	private CompletionStage<?> invoke(WkConnection connection, @Nullable ClientFrame frame, @Nullable Object subject,
			@Nullable Throwable error, Context context) throws Throwable {
		@Nullable Object[] values = new @Nullable Object[this.arguments.length + 1];
		values[0] = this.bean.get();
		for (int i = 0; i < this.arguments.length; i++) {
			values[i + 1] = this.arguments[i].resolve(connection, frame, subject, error);
		}
		Object result = this.handle.invokeExact(values);
		if (result == null) {
			return AsyncWkListener.DONE;
		}
		if (this.stage) {
			return reply(connection, frame, (CompletionStage<?>) result);
		}
		if (this.adapter != null) {
			return reply(connection, frame, this.adapter, result, context);
		}
		write(connection, frame, result);
		return AsyncWkListener.DONE;
	}

	private CompletionStage<?> reply(WkConnection connection, @Nullable ClientFrame frame, CompletionStage<?> result) {
		if (result instanceof CompletableFuture<?> future && result.getClass() == CompletableFuture.class
				&& future.isDone() && !future.isCompletedExceptionally()) {
			write(connection, frame, future.join());
			return AsyncWkListener.DONE;
		}
		return result.thenAccept((value) -> write(connection, frame, value));
	}

	private void write(WkConnection connection, @Nullable ClientFrame frame, @Nullable Object value) {
		if (value != null && !this.unit) {
			this.replies.write(connection, frame, value);
			connection.flush();
		}
	}

	private CompletionStage<?> reply(WkConnection connection, @Nullable ClientFrame frame, ReactiveAdapter reactive,
			Object result, Context context) {
		Publisher<Object> publisher = reactive.toPublisher(result);
		if (this.unit) {
			publisher = Flux.from(publisher).ignoreElements();
		}
		ReplyStream stream = new ReplyStream(this.replies, connection, frame, !reactive.isMultiValue(), context);
		publisher.subscribe(stream);
		return (stream.isDone() && !stream.isCompletedExceptionally()) ? AsyncWkListener.DONE : stream;
	}

}
