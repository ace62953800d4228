package io.wknet.spring.listener;

import java.lang.reflect.Method;
import java.util.List;

import io.wknet.spring.annotation.Payload;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Tells a native image, when an application is processed ahead of time, which methods of
 * a bean are found and called by reflection, and which types are read and written as JSON
 * for them. The methods themselves are found at startup there too.
 */
final class ListenerMethodAotProcessor implements BeanRegistrationAotProcessor {

	private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Class<?> type = registeredBean.getBeanClass();
		List<MethodName> methods = ListenerKind.methodsOf(type)
			.keySet()
			.stream()
			.map((method) -> new MethodName(registeredBean.getBeanName(), method))
			.toList();
		if (methods.isEmpty()) {
			return null;
		}
		return (generationContext, beanRegistrationCode) -> {
			ReflectionHints hints = generationContext.getRuntimeHints().reflection();
			methods.forEach((method) -> register(hints, type, method));
		};
	}

	/**
	 * A bean behind an interface proxy is called by the method of its interface.
	 */
	private void register(ReflectionHints hints, Class<?> type, MethodName name) {
		Method method = name.method();
		hints.registerMethod(method, ExecutableMode.INVOKE);
		hints.registerMethod(ClassUtils.getInterfaceMethodIfPossible(method, type), ExecutableMode.INVOKE);
		for (int i = 0; i < name.parameterCount(); i++) {
			MethodParameter parameter = new MethodParameter(method, i).withContainingClass(type);
			if (parameter.hasParameterAnnotation(Payload.class)
					&& Arguments.isConverted(parameter.getParameterType())) {
				this.binding.registerReflectionHints(hints, ResolvableType.forMethodParameter(parameter).getType());
			}
		}
		ResolvableType reply = Replies.valueType(name);
		if (Replies.isConverted(reply.resolve(Object.class))) {
			this.binding.registerReflectionHints(hints, reply.getType());
		}
	}

}
