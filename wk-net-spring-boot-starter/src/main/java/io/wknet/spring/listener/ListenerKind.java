package io.wknet.spring.listener;

import java.lang.annotation.Annotation;

import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.annotation.WkOnSubscribe;
import io.wknet.spring.annotation.WkOnUnsubscribe;

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

	private final Class<? extends Annotation> annotation;

	ListenerKind(Class<? extends Annotation> annotation) {
		this.annotation = annotation;
	}

	Class<? extends Annotation> annotation() {
		return this.annotation;
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
