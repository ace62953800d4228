package io.wknet.spring.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.annotation.WkOnSubscribe;
import io.wknet.spring.annotation.WkOnUnsubscribe;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

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
	 * The methods of a class that have the annotation, if only where they are declared
	 * first.
	 */
	Set<Method> methodsOf(Class<?> type) {
		MethodIntrospector.MetadataLookup<Annotation> lookup = (method) -> AnnotatedElementUtils
			.findMergedAnnotation(method, this.annotation);
		return MethodIntrospector.selectMethods(type, lookup).keySet();
	}

	/**
	 * Whether a class may have any such method at all.
	 */
	static boolean mayListen(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, ANNOTATIONS);
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
