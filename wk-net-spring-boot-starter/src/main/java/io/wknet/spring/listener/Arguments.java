package io.wknet.spring.listener;

import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.Frame;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkAttribute;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Finds out at startup where each argument of a listener method comes from.
 */
final class Arguments {

	private static final Logger logger = LoggerFactory.getLogger(Arguments.class);

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private static final Set<Class<?>> PLAIN = Set.of(io.wknet.frame.Payload.class, byte[].class, String.class,
			ByteBuffer.class, ByteBuf.class);

	private final ListenerSupport support;

	Arguments(ListenerSupport support) {
		this.support = support;
	}

	/**
	 * Prepare the arguments of a method.
	 * @param name the method
	 * @param kind what it is for
	 * @param codes the frames it takes; empty unless the kind is FRAME
	 * @return one for each parameter
	 */
	Argument[] of(MethodName name, ListenerKind kind, int... codes) {
		Argument[] arguments = new Argument[name.parameterCount()];
		for (int i = 0; i < arguments.length; i++) {
			MethodParameter parameter = new MethodParameter(name.method(), i)
				.withContainingClass(name.method().getDeclaringClass());
			parameter.initParameterNameDiscovery(NAMES);
			arguments[i] = argument(name, kind, parameter, codes);
		}
		return arguments;
	}

	private Argument argument(MethodName name, ListenerKind kind, MethodParameter parameter, int[] codes) {
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		if (parameter.hasParameterAnnotation(Payload.class)) {
			return payload(name, kind, parameter, codes);
		}
		WkAttribute attribute = parameter.getParameterAnnotation(WkAttribute.class);
		if (attribute != null) {
			return attribute(name, parameter, attribute, type);
		}
		if (type == Identity.class || type == Principal.class) {
			return identity(name, kind, parameter);
		}
		if (TlsArguments.accepts(type)) {
			return TlsArguments.of(name, parameter, type);
		}
		if (parameter.getParameterType() == WkConnection.class) {
			return (connection, frame, subject, error) -> connection;
		}
		if (Frame.class.isAssignableFrom(parameter.getParameterType())) {
			return frame(name, kind, parameter, codes);
		}
		if (parameter.getParameterType() == CloseReason.class && kind == ListenerKind.CLOSE) {
			return (connection, frame, subject, error) -> subject;
		}
		if (parameter.getParameterType() == Topic.class && kind.hasTopic()) {
			return (connection, frame, subject, error) -> subject;
		}
		if (Throwable.class.isAssignableFrom(parameter.getParameterType()) && kind == ListenerKind.EXCEPTION) {
			return (connection, frame, subject, error) -> error;
		}
		String payload = kind.hasFrame() ? "Annotate it with @Payload if it is the frame's payload. " : "";
		throw name.invalid("has " + describe(parameter) + ", which can not be resolved", payload + accepted(kind));
	}

	private static String accepted(ListenerKind kind) {
		String frame = kind.hasFrame()
				? ", the frame (Frame, ClientFrame or the type it takes), @Payload with byte[], String, ByteBuffer, "
						+ "ByteBuf, io.wknet.frame.Payload or a type that Jackson reads"
				: "";
		String own = switch (kind) {
			case SUBSCRIBE, UNSUBSCRIBE -> ", Topic";
			case CLOSE -> ", CloseReason";
			case EXCEPTION -> ", the exception";
			case CONNECT, AUTHENTICATED, FRAME -> "";
		};
		return "Accepted for @" + kind.annotation().getSimpleName() + ": WkConnection" + frame + own
				+ ", Identity or Principal, X509Certificate, SSLSession, @WkAttribute with any type.";
	}

	private static Argument frame(MethodName name, ListenerKind kind, MethodParameter parameter, int[] codes) {
		Class<?> type = parameter.getParameterType();
		if (!kind.hasFrame()) {
			throw name.invalid("has " + describe(parameter) + ", but there is no frame", accepted(kind));
		}
		if (!FrameTypes.isAny(type) && FrameTypes.typeOf(type) == null) {
			throw name.invalid("has " + describe(parameter) + ", which never reaches a listener",
					"Accepted: Frame, ClientFrame, SendFrame, RecvackFrame, SubFrame, EventFrame, ApplicationFrame.");
		}
		for (int code : codes) {
			if (!type.isAssignableFrom(FrameTypes.frameClass(code))) {
				throw name.invalid("has " + describe(parameter) + ", but takes frames of type " + code,
						"Use " + FrameTypes.frameClass(code).getSimpleName() + ", Frame or ClientFrame.");
			}
		}
		return (connection, frame, subject, error) -> frame;
	}

	private static Argument identity(MethodName name, ListenerKind kind, MethodParameter parameter) {
		if (parameter.getParameterType() == Optional.class) {
			return (connection, frame, subject, error) -> Optional.ofNullable(connection.identity());
		}
		if (kind.mayBeUnauthenticated() && !parameter.isOptional()) {
			throw name.invalid("has " + describe(parameter) + ", which is absent for a peer that is not authenticated",
					"Make it @Nullable or an Optional"
							+ ((kind == ListenerKind.CONNECT) ? ", or use @WkOnAuthenticated." : "."));
		}
		return (connection, frame, subject, error) -> connection.identity();
	}

	private static Argument attribute(MethodName name, MethodParameter parameter, WkAttribute annotation,
			Class<?> type) {
		String attribute = annotation.value().isEmpty() ? parameter.getParameterName() : annotation.value();
		if (attribute == null) {
			throw name.invalid("has " + describe(parameter) + " without a name", "Name it in @WkAttribute.");
		}
		Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
		boolean optional = parameter.getParameterType() == Optional.class;
		boolean required = annotation.required() && !parameter.isOptional();
		if (!required && parameter.getParameterType().isPrimitive()) {
			throw name.invalid("has " + describe(parameter) + ", which can not be null",
					"Use " + boxed.getSimpleName() + ", or make the attribute required.");
		}
		return (connection, frame, subject, error) -> {
			Object value = connection.attributes().get(attribute);
			if (value == null && required) {
				throw new IllegalStateException("Connection " + connection.id() + " has no attribute '" + attribute
						+ "', which " + name.brief() + " requires");
			}
			if (value != null && !boxed.isInstance(value)) {
				throw new IllegalStateException(
						"Attribute '" + attribute + "' of connection " + connection.id() + " is a "
								+ value.getClass().getName() + ", but " + name.brief() + " takes a " + boxed.getName());
			}
			return optional ? Optional.ofNullable(value) : value;
		};
	}

	/**
	 * Whether a payload is read as JSON to have this type.
	 */
	static boolean isConverted(Class<?> payloadType) {
		return !PLAIN.contains(payloadType);
	}

	private Argument payload(MethodName name, ListenerKind kind, MethodParameter parameter, int[] codes) {
		if (!kind.hasFrame()) {
			throw name.invalid("has " + describe(parameter) + ", but there is no frame", accepted(kind));
		}
		for (int code : codes) {
			if (!FrameTypes.hasPayload(code)) {
				throw name.invalid(
						"has " + describe(parameter) + ", but takes frames of type " + code + " without a payload",
						"Only SEND, EVENT and application frames carry a payload.");
			}
		}
		Class<?> type = parameter.getParameterType();
		if (type == io.wknet.frame.Payload.class) {
			return (connection, frame, subject, error) -> FrameTypes.payload(frame);
		}
		if (type == byte[].class) {
			return (connection, frame, subject, error) -> required(FrameTypes.payload(frame)).toByteArray();
		}
		if (type == String.class) {
			return (connection, frame, subject, error) -> required(FrameTypes.payload(frame)).toUtf8();
		}
		if (type == ByteBuffer.class) {
			return (connection, frame, subject, error) -> required(FrameTypes.payload(frame)).asByteBuffer();
		}
		if (type == ByteBuf.class) {
			return (connection, frame, subject, error) -> Unpooled
				.wrappedBuffer(required(FrameTypes.payload(frame)).asByteBuffer());
		}
		return converted(name, parameter);
	}

	private Argument converted(MethodName name, MethodParameter parameter) {
		PayloadConverter converter = this.support.converter();
		if (converter == null) {
			throw name.invalid("has " + describe(parameter) + ", but there is nothing that reads JSON",
					"Add Jackson (spring-boot-starter-jackson), or take byte[], String, ByteBuffer, ByteBuf or "
							+ "io.wknet.frame.Payload.");
		}
		PayloadConverter.Reader reader = converter.reader(ResolvableType.forMethodParameter(parameter).getType());
		Class<?>[] groups = validationGroups(parameter);
		if (groups == null) {
			return (connection, frame, subject, error) -> reader
				.read(required(FrameTypes.payload(frame)).toByteArray());
		}
		PayloadValidator validator = this.support.validator();
		if (validator == null) {
			logger.warn("{} has {}, which is not validated: there is no Validator; add spring-boot-starter-validation",
					name, describe(parameter));
			return (connection, frame, subject, error) -> reader
				.read(required(FrameTypes.payload(frame)).toByteArray());
		}
		return (connection, frame, subject, error) -> {
			Object value = reader.read(required(FrameTypes.payload(frame)).toByteArray());
			validator.validate(value, groups);
			return value;
		};
	}

	private static Class<?> @Nullable [] validationGroups(MethodParameter parameter) {
		for (java.lang.annotation.Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				Class<?>[] groups = new Class<?>[hints.length];
				for (int i = 0; i < hints.length; i++) {
					groups[i] = (Class<?>) hints[i];
				}
				return groups;
			}
		}
		return null;
	}

	private static io.wknet.frame.Payload required(io.wknet.frame.@Nullable Payload payload) {
		return Objects.requireNonNull(payload, "The frame has no payload");
	}

	private static String describe(MethodParameter parameter) {
		return "parameter " + (parameter.getParameterIndex() + 1) + " '" + parameter.getParameterName() + "' of type "
				+ ResolvableType.forMethodParameter(parameter);
	}

}
