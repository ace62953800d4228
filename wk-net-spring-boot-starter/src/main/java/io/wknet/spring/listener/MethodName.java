package io.wknet.spring.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

/**
 * How a listener method is called in messages and metrics.
 *
 * @param bean the name of the bean
 * @param method the method as it was written
 */
record MethodName(String bean, Method method) {

	/**
	 * For metrics: there are as many as there are methods.
	 */
	String brief() {
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
	}

	/**
	 * Whether it is a Kotlin function that may suspend. Its compiler adds a parameter,
	 * the continuation, and has the method return any object.
	 */
	boolean isSuspending() {
		return KotlinDetector.isSuspendingFunction(this.method);
	}

	/**
	 * How many parameters were written.
	 */
	int parameterCount() {
		return this.method.getParameterCount() - (isSuspending() ? 1 : 0);
	}

	/**
	 * The return type that was written.
	 */
	ResolvableType returnType() {
		return isSuspending() ? ResolvableType.forMethodParameter(this.method, parameterCount()).getGeneric()
				: ResolvableType.forMethodReturnType(this.method);
	}

	InvalidListenerMethodException invalid(String problem, String action) {
		return new InvalidListenerMethodException(this + " " + problem + ".", action);
	}

	@Override
	public String toString() {
		String parameters = Arrays.stream(this.method.getParameterTypes())
			.limit(parameterCount())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", "));
		return "Listener method " + this.method.getDeclaringClass().getName() + "." + this.method.getName() + "("
				+ parameters + ") of bean '" + this.bean + "'";
	}

}
