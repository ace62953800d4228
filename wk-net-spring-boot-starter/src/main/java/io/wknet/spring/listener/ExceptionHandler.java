package io.wknet.spring.listener;

import java.util.Arrays;

import io.wknet.auth.Identity;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Frame;
import io.wknet.spring.annotation.Payload;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;

/**
 * A method that handles one type of exception.
 *
 * @param method the method
 * @param exception the type
 * @param frameClass the frames for whose failures it is called; {@code null} if it needs
 * no frame
 * @param needsPayload whether it needs a frame with a payload
 * @param needsIdentity whether it needs an authenticated peer
 */
record ExceptionHandler(ListenerMethod method, Class<? extends Throwable> exception, @Nullable Class<?> frameClass,
		boolean needsPayload, boolean needsIdentity) {

	static ExceptionHandler of(ListenerMethod method, Class<? extends Throwable> exception) {
		Class<?> frameClass = Replies.isPayload(method.name()) ? ApplicationFrame.class : null;
		boolean needsPayload = false;
		boolean needsIdentity = false;
		for (int i = 0; i < method.name().parameterCount(); i++) {
			MethodParameter parameter = new MethodParameter(method.name().method(), i);
			Class<?> type = parameter.getParameterType();
			if (Frame.class.isAssignableFrom(type) && (frameClass == null || frameClass.isAssignableFrom(type))) {
				frameClass = type;
			}
			needsPayload |= parameter.hasParameterAnnotation(Payload.class);
			needsIdentity |= type.isAssignableFrom(Identity.class) && type != Object.class && !parameter.isOptional();
		}
		return new ExceptionHandler(method, exception, frameClass, needsPayload, needsIdentity);
	}

	boolean accepts(Throwable error, WkConnection connection, @Nullable ClientFrame frame) {
		return this.exception.isInstance(error) && (this.frameClass == null || this.frameClass.isInstance(frame))
				&& (!this.needsPayload || FrameTypes.payload(frame) != null)
				&& (!this.needsIdentity || connection.isAuthenticated());
	}

	boolean isCloserThan(ExceptionHandler other, Throwable error) {
		int depth = depth(error.getClass(), this.exception);
		int otherDepth = depth(error.getClass(), other.exception);
		return (depth != otherDepth) ? depth < otherDepth : special() > other.special();
	}

	private int special() {
		if (this.frameClass == null) {
			return this.needsPayload ? 1 : 0;
		}
		return FrameTypes.isAny(this.frameClass) ? 1 : 2;
	}

	private static int depth(@Nullable Class<?> type, Class<?> exception) {
		int depth = 0;
		for (Class<?> current = type; current != null && current != exception; current = current.getSuperclass()) {
			depth++;
		}
		return depth;
	}

	boolean isSameAs(ExceptionHandler other) {
		return this.exception == other.exception && key(this).equals(key(other));
	}

	private static String key(ExceptionHandler handler) {
		return Arrays.asList(handler.frameClass, handler.special(), handler.needsIdentity).toString();
	}

}
