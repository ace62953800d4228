package io.wknet.spring.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.annotation.WkOnSubscribe;
import io.wknet.spring.annotation.WkOnUnsubscribe;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.stereotype.Component;

/**
 * What a listener method is for.
 */
enum ListenerKind {

	CONNECT(WkOnConnect.class),

	AUTHENTICATED(WkOnAuthenticated.class),

	FRAME(WkOnFrame.class),

	SUBSCRIBE(WkOnSubscribe.class),

	UNSUBSCRIBE(WkOnUnsubscribe.class),

	CLOSE(WkOnClose.class),

	EXCEPTION(WkExceptionHandler.class);

	private static final List<Class<? extends Annotation>> ANNOTATIONS = Arrays.stream(values())
		.<Class<? extends Annotation>>map(ListenerKind::annotation)
		.toList();

	private final Class<? extends Annotation> annotation;

	ListenerKind(Class<? extends Annotation> annotation) {
		this.annotation = annotation;
	}

	Class<? extends Annotation> annotation() {
		return this.annotation;
	}

	/**
	 * The methods of a class that have any of the annotations, if only where they are
	 * declared first, and which. Most beans of an application are Spring's own, which
	 * have none, so that nobody has to wait for a look at their methods.
	 */
	static Map<Method, Set<ListenerKind>> methodsOf(Class<?> type) {
		if (isOfSpring(type) || !AnnotationUtils.isCandidateClass(type, ANNOTATIONS)) {
			return Map.of();
		}
		MethodIntrospector.MetadataLookup<Set<ListenerKind>> lookup = ListenerKind::of;
		return MethodIntrospector.selectMethods(type, lookup);
	}

	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(type, Component.class);
	}

	private static @Nullable Set<ListenerKind> of(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY);
		Set<ListenerKind> kinds = EnumSet.noneOf(ListenerKind.class);
		for (ListenerKind kind : values()) {
			if (annotations.isPresent(kind.annotation)) {
				kinds.add(kind);
			}
		}
		return kinds.isEmpty() ? null : kinds;
	}

	boolean hasFrame() {
		return this == FRAME || this == EXCEPTION;
	}

	boolean hasTopic() {
		return this == SUBSCRIBE || this == UNSUBSCRIBE;
	}

	/**
	 * Whether the peer may be unknown when such a method is called.
	 */
	boolean mayBeUnauthenticated() {
		return this == CONNECT || this == CLOSE;
	}

}
