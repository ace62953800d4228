package io.wknet.codec.json;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.PingFrame;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.Setting;
import io.wknet.frame.SubFrame;
import io.wknet.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * What a client can ask for, and the frame that this is.
 */
enum Method {

	CONNECT("connect", Method::connect),

	SEND("send", Method::send),

	RECVACK("recvack", Method::recvack),

	PING("ping", (params, clientSeq) -> PingFrame.INSTANCE),

	DISCONNECT("disconnect", Method::disconnect),

	SUBSCRIBE("subscribe", (params, clientSeq) -> sub(params, SubFrame.SUBSCRIBE)),

	UNSUBSCRIBE("unsubscribe", (params, clientSeq) -> sub(params, SubFrame.UNSUBSCRIBE)),

	EVENT("event", Method::event),

	FRAME("frame", Method::application);

	private static final Map<String, Method> BY_NAME = Arrays.stream(values())
		.collect(Collectors.toUnmodifiableMap(Method::methodName, Function.identity()));

	private final String methodName;

	private final FrameMaker maker;

	Method(String methodName, FrameMaker maker) {
		this.methodName = methodName;
		this.maker = maker;
	}

	static Method of(String name) {
		Method method = BY_NAME.get(name);
		if (method == null) {
			throw JsonRpcException.methodNotFound("There is no method " + Printable.of(name));
		}
		return method;
	}

	String methodName() {
		return this.methodName;
	}

	/**
	 * Make the frame.
	 * @param clientSeq what the frame is numbered by, if it is a message
	 * @throws JsonRpcException if a parameter is missing, or is not what a frame can have
	 */
	ClientFrame frame(Params params, long clientSeq) {
		try {
			ClientFrame frame = this.maker.make(params, clientSeq);
			// So that it can be sent on under the other headers: their strings are
			// limited.
			FrameEncoder.of(WireFormat.FIXED).encodedBytes(frame, ProtocolVersion.LATEST);
			return frame;
		}
		catch (IllegalArgumentException ex) {
			throw JsonRpcException.invalidParams("params: " + Printable.of(ex.getMessage()));
		}
	}

	/**
	 * Payloads are not encrypted, and there are no versions of JSON: the client's key and
	 * version mean nothing.
	 */
	private static ConnectFrame connect(Params params, long clientSeq) {
		ConnectFrame stamped = ConnectFrame.of(params.text("uid"),
				DeviceFlag.of(params.small("deviceFlag", DeviceFlag.WEB.code())),
				orRandom(params.text("deviceId", null)), params.text("token"));
		return new ConnectFrame(params.flags(), stamped.version(), stamped.deviceFlag(), stamped.deviceId(),
				stamped.uid(), stamped.token(), params.number("clientTimestamp", stamped.clientTimestamp()), "");
	}

	private static SendFrame send(Params params, long clientSeq) {
		String topic = params.textOrEmpty("topic");
		int setting = params.setting() | (topic.isEmpty() ? 0 : Setting.TOPIC);
		return new SendFrame(params.flags(), setting, clientSeq, orRandom(params.text("clientMsgNo", null)),
				params.textOrEmpty("streamNo"), params.text("channelId"), params.small("channelType"),
				params.number("expire", 0), params.textOrEmpty("msgKey"), topic, params.requiredPayload());
	}

	private static RecvackFrame recvack(Params params, long clientSeq) {
		return new RecvackFrame(params.flags(), params.longNumber("messageId"), params.number("messageSeq"));
	}

	private static DisconnectFrame disconnect(Params params, long clientSeq) {
		return new DisconnectFrame(params.flags(), ReasonCode.of(params.small("reasonCode", 0)),
				params.textOrEmpty("reason"));
	}

	private static SubFrame sub(Params params, int action) {
		return new SubFrame(params.flags(), params.setting(), params.textOrEmpty("subNo"), params.text("channelId"),
				params.small("channelType"), action, params.textOrEmpty("param"));
	}

	private static EventFrame event(Params params, long clientSeq) {
		EventFrame stamped = EventFrame.of(params.textOrEmpty("id"), params.text("type"), params.payload());
		return new EventFrame(params.flags(), stamped.id(), stamped.eventType(),
				params.number("timestamp", stamped.timestamp()), stamped.data());
	}

	private static ApplicationFrame application(Params params, long clientSeq) {
		return new ApplicationFrame(params.small("type"), params.small("flags", 0), params.payload());
	}

	/**
	 * What nobody else chose, so that two connections of a user do not seem to be the
	 * same device, nor two messages the same.
	 */
	private static String orRandom(@Nullable String chosen) {
		return (chosen != null) ? chosen : "json-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Makes a frame of parameters.
	 */
	private interface FrameMaker {

		ClientFrame make(Params params, long clientSeq);

	}

}
