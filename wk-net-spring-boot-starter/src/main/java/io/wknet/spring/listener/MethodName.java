package io.wknet.spring.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

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

	InvalidListenerMethodException invalid(String problem, String action) {
		return new InvalidListenerMethodException(this + " " + problem + ".", action);
	}

	@Override
	public String toString() {
		String parameters = Arrays.stream(this.method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", "));
		return "Listener method " + this.method.getDeclaringClass().getName() + "." + this.method.getName() + "("
				+ parameters + ") of bean '" + this.bean + "'";
	}

}
