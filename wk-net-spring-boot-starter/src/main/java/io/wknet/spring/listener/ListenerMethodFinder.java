package io.wknet.spring.listener;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.Order;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds the annotated methods of all beans and makes them callable.
 */
final class ListenerMethodFinder {

	private static final Logger logger = LoggerFactory.getLogger(ListenerMethodFinder.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ListenerSupport support;

	private final Arguments arguments;

	private final Replies replies;

	ListenerMethodFinder(ConfigurableListableBeanFactory beanFactory, ListenerSupport support) {
		this.beanFactory = beanFactory;
		this.support = support;
		this.arguments = new Arguments(support);
		this.replies = new Replies(new PayloadWriter(support.converter()));
	}

	ListenerMethods find() {
		List<Candidate> candidates = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				addCandidates(beanName, candidates);
			}
		}
		candidates.sort(Comparator.comparingInt(Candidate::order)
			.thenComparing((candidate) -> candidate.name().method().getName()));
		ListenerMethods methods = new ListenerMethods(this.support);
		candidates.forEach((candidate) -> add(methods, candidate));
		return methods.build();
	}

	private void addCandidates(String beanName, List<Candidate> candidates) {
		Class<?> type = targetClass(beanName);
		if (type != null) {
			methods(beanName, type).forEach((method, kinds) -> {
				MethodName name = new MethodName(beanName, method);
				int order = order(beanName, type, method);
				kinds.forEach((kind) -> candidates.add(new Candidate(name, kind, order)));
			});
		}
	}

	private @Nullable Class<?> targetClass(String beanName) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			if (type != null && ScopedObject.class.isAssignableFrom(type)) {
				return AutoProxyUtils.determineTargetClass(this.beanFactory,
						ScopedProxyUtils.getTargetBeanName(beanName));
			}
			return type;
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Could not tell the class of bean '{}'; it is taken to have no listener methods", beanName,
					ex);
			return null;
		}
	}

	private static Map<Method, Set<ListenerKind>> methods(String beanName, Class<?> type) {
		try {
			return ListenerKind.methodsOf(type);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Could not read the methods of bean '{}'; it is taken to have no listener methods", beanName,
					ex);
			return Map.of();
		}
	}

	private int order(String beanName, Class<?> type, Method method) {
		Order order = AnnotatedElementUtils.findMergedAnnotation(method, Order.class);
		if (order != null) {
			return order.value();
		}
		if (Ordered.class.isAssignableFrom(type) && this.beanFactory.getBean(beanName) instanceof Ordered ordered) {
			return ordered.getOrder();
		}
		return OrderUtils.getOrder(type, Ordered.LOWEST_PRECEDENCE);
	}

	private void add(ListenerMethods methods, Candidate candidate) {
		switch (candidate.kind()) {
			case CONNECT -> methods.add(ListenerEvent.CONNECT, method(candidate));
			case AUTHENTICATED -> methods.add(ListenerEvent.AUTHENTICATED, method(candidate));
			case SUBSCRIBE -> methods.add(ListenerEvent.SUBSCRIBE, method(candidate), channelIds(candidate));
			case UNSUBSCRIBE -> methods.add(ListenerEvent.UNSUBSCRIBE, method(candidate), channelIds(candidate));
			case CLOSE -> methods.add(ListenerEvent.CLOSE, method(candidate));
			case FRAME -> addFrameMethod(methods, candidate);
			case EXCEPTION -> addExceptionHandlers(methods, candidate);
		}
	}

	private static Set<String> channelIds(Candidate candidate) {
		Set<String> channelIds = Set.copyOf(Arrays.asList(annotation(candidate).getStringArray("value")));
		for (String channelId : channelIds) {
			if (channelId.isEmpty() || channelId.length() > Topic.MAX_ID_LENGTH) {
				throw candidate.name()
					.invalid("asks for a channel id of " + channelId.length() + " characters, which no topic has",
							"Use 1.." + Topic.MAX_ID_LENGTH + " characters, or no id for all topics.");
			}
		}
		return channelIds;
	}

	private void addFrameMethod(ListenerMethods methods, Candidate candidate) {
		FrameSelection selection = FrameSelection.of(candidate.name());
		ListenerMethod method = method(candidate, selection.all());
		selection.addTo(methods.frames(), method);
	}

	@SuppressWarnings("unchecked")
	private void addExceptionHandlers(ListenerMethods methods, Candidate candidate) {
		MethodName name = candidate.name();
		List<Class<? extends Throwable>> types = new ArrayList<>(
				List.of((Class<? extends Throwable>[]) annotation(candidate).getClassArray("value")));
		for (Class<?> parameter : name.method().getParameterTypes()) {
			if (!Throwable.class.isAssignableFrom(parameter)) {
				continue;
			}
			if (types.isEmpty()) {
				types.add((Class<? extends Throwable>) parameter);
			}
			for (Class<?> type : types) {
				if (!parameter.isAssignableFrom(type)) {
					throw name.invalid("handles " + type.getName() + ", but takes a " + parameter.getName(),
							"Take an exception that all handled ones extend.");
				}
			}
		}
		if (types.isEmpty()) {
			throw name.invalid("does not say which exceptions it handles",
					"Name them in @WkExceptionHandler, or take one as a parameter.");
		}
		ListenerMethod method = method(candidate);
		types.forEach((type) -> methods.add(ExceptionHandler.of(method, type)));
	}

	private ListenerMethod method(Candidate candidate, int... codes) {
		MethodName name = candidate.name();
		if (Modifier.isStatic(name.method().getModifiers())) {
			throw name.invalid("is static", "Make it an instance method of the bean.");
		}
		if (name.isSuspending()
				&& !ClassUtils.isPresent(SuspendingFunction.NEEDS, this.beanFactory.getBeanClassLoader())) {
			throw name.invalid("is a suspending function, and there is nothing that can call it",
					"Add the dependency org.jetbrains.kotlinx:kotlinx-coroutines-reactor.");
		}
		this.replies.check(name, candidate.kind(), codes);
		Argument[] prepared = this.arguments.of(name, candidate.kind(), codes);
		Supplier<Object> bean = bean(name.bean());
		MethodHandle handle = handle(name, bean.get().getClass());
		return new ListenerMethod(name, dispatch(candidate), bean, handle, prepared, this.replies, this.support);
	}

	private Supplier<Object> bean(String beanName) {
		Object bean = this.beanFactory.getBean(beanName);
		return this.beanFactory.isSingleton(beanName) ? () -> bean : () -> this.beanFactory.getBean(beanName);
	}

	private static MethodHandle handle(MethodName name, Class<?> beanClass) {
		try {
			Method method = AopUtils.selectInvocableMethod(name.method(), beanClass);
			method.setAccessible(true);
			MethodHandle handle = MethodHandles.lookup()
				.unreflect(method)
				.asFixedArity()
				.asSpreader(Object[].class, method.getParameterCount() + 1)
				.asType(MethodType.methodType(Object.class, Object[].class));
			return name.isSuspending() ? SuspendingFunction.asPublisher(handle, name) : handle;
		}
		catch (IllegalStateException | IllegalAccessException ex) {
			throw name.invalid("can not be called: " + ex.getMessage(),
					"Make it public, and declare it in an interface if the bean is behind an interface proxy.");
		}
	}

	private static Dispatch dispatch(Candidate candidate) {
		Dispatch[] dispatch = annotation(candidate).getEnumArray("dispatch", Dispatch.class);
		if (dispatch.length > 1) {
			throw candidate.name().invalid("has " + dispatch.length + " values of dispatch", "Keep one of them.");
		}
		if (dispatch.length == 1) {
			return dispatch[0];
		}
		return Replies.isAsync(candidate.name()) ? Dispatch.EVENT_LOOP : Dispatch.WORKER;
	}

	private static MergedAnnotation<?> annotation(Candidate candidate) {
		return MergedAnnotations.from(candidate.name().method(), MergedAnnotations.SearchStrategy.TYPE_HIERARCHY)
			.get(candidate.kind().annotation());
	}

	/**
	 * A method with one of the annotations.
	 *
	 * @param name the method
	 * @param kind which annotation
	 * @param order its place among the others
	 */
	private record Candidate(MethodName name, ListenerKind kind, int order) {

	}

}
