package io.wknet.spring.listener;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.ServerFrame;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * Turns what listener methods return into frames.
 */
final class Replies {

	private final PayloadWriter payloads;

	Replies(PayloadWriter payloads) {
		this.payloads = payloads;
	}

	/**
	 * Write a reply, to be sent with the next flush.
	 * @param connection where to
	 * @param frame what is answered; {@code null} if it is not a frame
	 * @param value what the method returned
	 */
	void write(WkConnection connection, @Nullable ClientFrame frame, Object value) {
		connection.write(frame(frame, value));
	}

	ServerFrame frame(@Nullable ClientFrame frame, Object value) {
		if (value instanceof ServerFrame reply) {
			return reply;
		}
		if (frame instanceof ApplicationFrame application && !(value instanceof Frame)) {
			return ApplicationFrame.of(application.typeCode(), this.payloads.write(value));
		}
		throw new IllegalStateException("A " + value.getClass().getName() + " can not be sent in reply to "
				+ ((frame != null) ? frame.type() : "an event without a frame") + "; return a ServerFrame");
	}

	/**
	 * Refuse at startup what could never be sent.
	 */
	void check(MethodName name, ListenerKind kind, int... codes) {
		ResolvableType valueType = valueType(name);
		Class<?> type = valueType.resolve(Object.class);
		if (isNothing(type) || type == Object.class) {
			return;
		}
		if (kind == ListenerKind.CLOSE) {
			throw name.invalid("returns " + type.getName() + ", but nothing can be sent after the close",
					"Return nothing.");
		}
		if (Frame.class.isAssignableFrom(type)) {
			checkFrame(name, type);
			return;
		}
		if (Collection.class.isAssignableFrom(type)
				&& Frame.class.isAssignableFrom(valueType.asCollection().getGeneric().resolve(Object.class))) {
			throw name.invalid("returns a collection of frames", "Return a Flux for more than one reply.");
		}
		checkPayload(name, kind, type, codes);
	}

	private static void checkFrame(MethodName name, Class<?> type) {
		if (type != Frame.class && type != ClientFrame.class && !ServerFrame.class.isAssignableFrom(type)) {
			throw name.invalid("returns a " + type.getSimpleName() + ", which only a client sends",
					"Return a ServerFrame.");
		}
	}

	private void checkPayload(MethodName name, ListenerKind kind, Class<?> type, int[] codes) {
		if (!kind.hasFrame()) {
			throw name.invalid("returns " + type.getName() + ", but there is no frame whose type the reply could have",
					"Return a ServerFrame or nothing.");
		}
		for (int code : codes) {
			if (!FrameTypes.isApplication(code)) {
				throw name.invalid(
						"returns " + type.getName() + ", but also takes frames that are not the application's own",
						"Return a ServerFrame, or take application frames only (types 16..255).");
			}
		}
		if (isConverted(type) && !this.payloads.writesObjects()) {
			throw name.invalid("returns " + type.getName() + ", but there is nothing that writes JSON",
					"Add Jackson (spring-boot-starter-jackson), or return a frame, byte[] or String.");
		}
	}

	/**
	 * Whether a method counts as non-blocking.
	 */
	static boolean isAsync(MethodName name) {
		return name.isSuspending() || isAsync(name.returnType().toClass());
	}

	private static boolean isAsync(Class<?> returnType) {
		return CompletionStage.class.isAssignableFrom(returnType) || adapter(returnType) != null;
	}

	/**
	 * How to subscribe to what calling a method returns.
	 * @return the adapter; {@code null} if it is nothing to subscribe to
	 */
	static @Nullable ReactiveAdapter adapter(MethodName name) {
		ReactiveAdapter declared = adapter(name.returnType().toClass());
		if (!name.isSuspending()) {
			return declared;
		}
		return adapter((declared != null && declared.isMultiValue()) ? Flux.class : Mono.class);
	}

	static @Nullable ReactiveAdapter adapter(Class<?> returnType) {
		return (returnType != void.class) ? ReactiveAdapterRegistry.getSharedInstance().getAdapter(returnType) : null;
	}

	/**
	 * Whether the reply takes its type from the frame.
	 */
	static boolean isPayload(MethodName name) {
		Class<?> type = valueType(name).resolve(Object.class);
		return !isNothing(type) && type != Object.class && !Frame.class.isAssignableFrom(type);
	}

	/**
	 * Whether a reply of this type is written as JSON.
	 */
	static boolean isConverted(Class<?> type) {
		return !isNothing(type) && !Frame.class.isAssignableFrom(type) && type != byte[].class && type != Payload.class
				&& !CharSequence.class.isAssignableFrom(type) && !ByteBuffer.class.isAssignableFrom(type);
	}

	private static boolean isNothing(Class<?> type) {
		return type == void.class || type == Void.class || isUnit(type);
	}

	/**
	 * Whether a method returns nothing in the way of Kotlin, where it is an object.
	 */
	static boolean isUnit(MethodName name) {
		return isUnit(valueType(name).resolve(Object.class));
	}

	private static boolean isUnit(Class<?> type) {
		return type.getName().equals("kotlin.Unit");
	}

	/**
	 * The type of what is sent, which may come later or more than once.
	 */
	static ResolvableType valueType(MethodName name) {
		ResolvableType declared = name.returnType();
		return isAsync(declared.toClass()) ? declared.getGeneric() : declared;
	}

}
