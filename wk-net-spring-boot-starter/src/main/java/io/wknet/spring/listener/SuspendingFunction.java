package io.wknet.spring.listener;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

import kotlin.coroutines.Continuation;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.reactor.MonoKt;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;

/**
 * A Kotlin function that may suspend, as a method that returns a publisher. It starts on
 * the thread that subscribes, and goes on where it is resumed; who cancels the publisher
 * cancels the coroutine.
 */
final class SuspendingFunction {

	/**
	 * A class without which there can be none. A constant, so that asking for it loads
	 * nothing of Kotlin.
	 */
	static final String NEEDS = "kotlinx.coroutines.reactor.MonoKt";

	private static final MethodType CALL = MethodType.methodType(Object.class, Object[].class);

	private final MethodHandle handle;

	private final @Nullable ReactiveAdapter adapter;

	private SuspendingFunction(MethodHandle handle, @Nullable ReactiveAdapter adapter) {
		this.handle = handle;
		this.adapter = adapter;
	}

	/**
	 * Hide the continuation.
	 * @param handle takes the bean, all arguments and a continuation in one array
	 * @param name the function
	 * @return takes the bean and all arguments in one array, and returns a publisher
	 */
	static MethodHandle asPublisher(MethodHandle handle, MethodName name) throws IllegalAccessException {
		SuspendingFunction function = new SuspendingFunction(handle, Replies.adapter(name.returnType().toClass()));
		try {
			return MethodHandles.lookup().bind(function, "call", CALL);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the handle is bound to.
	 */
	Object call(@Nullable Object[] values) {
		Mono<Object> result = MonoKt.mono(Dispatchers.getUnconfined(),
				(scope, continuation) -> resume(values, continuation));
		return (this.adapter != null) ? result.flatMapMany(this.adapter::toPublisher) : result;
	}

	private @Nullable Object resume(@Nullable Object[] values, Continuation<? super Object> continuation) {
		@Nullable Object[] all = Arrays.copyOf(values, values.length + 1);
		all[values.length] = continuation;
		try {
			return this.handle.invokeExact(all);
		}
		catch (Throwable ex) {
			throw Exceptions.propagate(ex);
		}
	}

}
