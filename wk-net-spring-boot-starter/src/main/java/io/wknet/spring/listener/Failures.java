package io.wknet.spring.listener;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import reactor.core.Exceptions;

/**
 * What a listener method threw, without what others put around it.
 */
final class Failures {

	private Failures() {
	}

	static Throwable unwrap(Throwable error) {
		Throwable result = Exceptions.unwrap(error);
		while (isWrapper(result)) {
			Throwable cause = result.getCause();
			if (cause == null) {
				return result;
			}
			result = cause;
		}
		return result;
	}

	private static boolean isWrapper(Throwable error) {
		return error instanceof CompletionException || error instanceof ExecutionException
				|| error instanceof InvocationTargetException || error instanceof UndeclaredThrowableException;
	}

	static Exception asException(Throwable error) {
		if (error instanceof Error fatal) {
			throw fatal;
		}
		return (error instanceof Exception exception) ? exception : new IllegalStateException(error);
	}

}
