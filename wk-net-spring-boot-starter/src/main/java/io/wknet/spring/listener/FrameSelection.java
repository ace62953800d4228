package io.wknet.spring.listener;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.stream.IntStream;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * The frames that a method asks for.
 *
 * @param exact type codes that it names
 * @param application whether it takes all other application frames
 * @param others type codes that it takes unless another method does
 */
record FrameSelection(BitSet exact, boolean application, BitSet others) {

	static FrameSelection of(MethodName name) {
		WkOnFrame annotation = Objects
			.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(name.method(), WkOnFrame.class));
		if (annotation.value().length != 0 || annotation.type().length != 0) {
			return explicit(name, annotation);
		}
		FrameType type = parameterType(name);
		if (type != null) {
			return of(type);
		}
		return new FrameSelection(new BitSet(), false,
				FrameTypes.setOf(hasPayloadParameter(name) ? FrameTypes.withPayload() : FrameTypes.all()));
	}

	private static FrameSelection of(FrameType type) {
		return (type == FrameType.APPLICATION) ? new FrameSelection(new BitSet(), true, new BitSet())
				: new FrameSelection(FrameTypes.setOf(type.code()), false, new BitSet());
	}

	private static FrameSelection explicit(MethodName name, WkOnFrame annotation) {
		for (int code : annotation.value()) {
			if (code < ApplicationFrame.MIN_TYPE_CODE || code > ApplicationFrame.MAX_TYPE_CODE) {
				throw name.invalid("asks for frames of type " + code + ", which is not one of the application's own",
						"Use 16..255, or the attribute 'type' for one of the protocol's types " + FrameTypes.PROTOCOL
								+ ".");
			}
		}
		for (FrameType type : annotation.type()) {
			if (type != FrameType.APPLICATION && !FrameTypes.PROTOCOL.contains(type)) {
				throw name.invalid("asks for " + type + " frames, which never reach a listener",
						"Use one of " + FrameTypes.PROTOCOL + " or APPLICATION.");
			}
		}
		int[] named = Arrays.stream(annotation.type())
			.filter((type) -> type != FrameType.APPLICATION)
			.mapToInt(FrameType::code)
			.toArray();
		BitSet exact = FrameTypes.setOf(annotation.value());
		exact.or(FrameTypes.setOf(named));
		return new FrameSelection(exact, Arrays.asList(annotation.type()).contains(FrameType.APPLICATION),
				new BitSet());
	}

	private static @Nullable FrameType parameterType(MethodName name) {
		for (Class<?> type : name.method().getParameterTypes()) {
			FrameType result = Frame.class.isAssignableFrom(type) ? FrameTypes.typeOf(type) : null;
			if (result != null) {
				return result;
			}
		}
		return null;
	}

	private static boolean hasPayloadParameter(MethodName name) {
		return IntStream.range(0, name.parameterCount())
			.mapToObj((i) -> new MethodParameter(name.method(), i))
			.anyMatch((parameter) -> parameter.hasParameterAnnotation(Payload.class));
	}

	int[] all() {
		BitSet result = (BitSet) this.exact.clone();
		result.or(this.others);
		if (this.application) {
			result.or(FrameTypes.setOf(FrameTypes.application()));
		}
		return result.stream().toArray();
	}

	void addTo(FrameTable table, ListenerMethod method) {
		table.add(method, FrameTable.Rank.TYPE, this.exact);
		if (this.application) {
			table.add(method, FrameTable.Rank.APPLICATION, FrameTypes.setOf(FrameTypes.application()));
		}
		table.add(method, FrameTable.Rank.OTHERS, this.others);
	}

}
