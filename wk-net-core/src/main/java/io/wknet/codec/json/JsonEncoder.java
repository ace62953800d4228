package io.wknet.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.SubackFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the frames of a server, each as one text:
 *
 * <pre>
 * {"jsonrpc":"2.0","id":"1","result":{...}}                         answers a request
 * {"jsonrpc":"2.0","id":"1","error":{"code":2,"message":"..."}}     refuses one
 * {"jsonrpc":"2.0","method":"recv","params":{...}}                  tells something
 * </pre>
 *
 * The answer to a request that has no id is told, as {@code sendack} for one.
 */
final class JsonEncoder extends FrameEncoder {

	static final JsonEncoder FOR_ALL = new JsonEncoder(null);

	/**
	 * About how much longer a text is than the frame is under the fixed header.
	 */
	private static final int ENVELOPE_BYTES = 256;

	private final @Nullable JsonConversation conversation;

	JsonEncoder(@Nullable JsonConversation conversation) {
		this.conversation = conversation;
	}

	@Override
	public void encode(Frame frame, int version, ByteBuf out) {
		int begin = out.writerIndex();
		Requests.Waiting request = (this.conversation != null) ? this.conversation.requests().answeredBy(frame) : null;
		try (JsonGenerator json = JsonText.generator(new ByteBufOutputStream(out))) {
			json.writeStartObject();
			json.writeStringProperty("jsonrpc", "2.0");
			write(new JsonMembers(json), frame, (request != null) ? request.id() : null);
			json.writeEndObject();
		}
		catch (RuntimeException ex) {
			out.writerIndex(begin);
			throw ex;
		}
		if (this.conversation != null && request != null) {
			this.conversation.requests().answered(request);
		}
	}

	/**
	 * About how many bytes: base64 has a third more than the bytes, and what else a text
	 * adds depends on what is in it.
	 */
	@Override
	public int encodedBytes(Frame frame, int version, int growth) {
		int bytes = FrameEncoder.of(WireFormat.FIXED).encodedBytes(frame, version, growth);
		return (int) Math.min((long) bytes + bytes / 3 + ENVELOPE_BYTES, Integer.MAX_VALUE);
	}

	private void write(JsonMembers json, Frame frame, @Nullable Object id) {
		switch (frame.type()) {
			case CONNACK -> connack(json, (ConnackFrame) frame, id);
			case SENDACK -> sendack(json, (SendackFrame) frame, id);
			case RECV -> recv(json, (RecvFrame) frame);
			case PONG -> json.answer(id, "pong", () -> {
			});
			case DISCONNECT -> disconnect(json, (DisconnectFrame) frame);
			case SUBACK -> suback(json, (SubackFrame) frame, id);
			case EVENT -> event(json, (EventFrame) frame);
			case APPLICATION -> application(json, (ApplicationFrame) frame);
			case CONNECT, SEND, RECVACK, PING, SUB ->
				throw new IllegalArgumentException("Only a client sends " + frame.type());
		}
	}

	private static void connack(JsonMembers json, ConnackFrame frame, @Nullable Object id) {
		if (id != null && !frame.isSuccess()) {
			ReasonCode reason = frame.reasonCode();
			json.error(id, reason.code(), reason.toString(), null);
			return;
		}
		json.answer(id, "connack", () -> {
			json.numberIfSet("serverVersion", frame.serverVersion());
			json.number("timeDiff", frame.timeDiff());
			json.number("reasonCode", frame.reasonCode().code());
			json.unsigned("nodeId", frame.nodeId());
		});
	}

	private static void sendack(JsonMembers json, SendackFrame frame, @Nullable Object id) {
		json.answer(id, "sendack", () -> {
			json.header(frame.flags());
			json.text("messageId", Long.toString(frame.messageId()));
			json.number("messageSeq", frame.messageSeq());
			json.number("reasonCode", frame.reasonCode().code());
		});
	}

	private static void recv(JsonMembers json, RecvFrame frame) {
		json.tell("recv", () -> {
			json.header(frame.flags());
			json.setting(frame.setting());
			json.textIfSet("msgKey", frame.msgKey());
			json.numberIfSet("expire", frame.expire());
			json.text("messageId", Long.toString(frame.messageId()));
			json.number("messageSeq", frame.messageSeq());
			json.textIfSet("clientMsgNo", frame.clientMsgNo());
			if (!frame.streamNo().isEmpty()) {
				json.text("streamNo", frame.streamNo());
				json.text("streamId", Long.toUnsignedString(frame.streamId()));
				json.number("streamFlag", frame.streamFlag());
			}
			json.number("timestamp", frame.timestamp());
			json.text("channelId", frame.channelId());
			json.number("channelType", frame.channelType());
			json.textIfSet("topic", frame.topic());
			json.text("fromUid", frame.fromUid());
			json.payload("payload", frame.payload());
		});
	}

	/**
	 * An error is told as such, with the id of its request.
	 */
	private void disconnect(JsonMembers json, DisconnectFrame frame) {
		JsonRpcException failure = (this.conversation != null) ? this.conversation.failure() : null;
		if (failure == null) {
			json.tell("disconnect", () -> reason(json, frame));
			return;
		}
		String message = failure.getMessage();
		json.error(failure.id(), failure.code(), (message != null) ? message : "", () -> reason(json, frame));
	}

	private static void reason(JsonMembers json, DisconnectFrame frame) {
		json.header(frame.flags());
		json.number("reasonCode", frame.reasonCode().code());
		json.text("reason", frame.reason());
	}

	private static void suback(JsonMembers json, SubackFrame frame, @Nullable Object id) {
		json.answer(id, "suback", () -> {
			json.header(frame.flags());
			json.text("subNo", frame.subNo());
			json.text("channelId", frame.channelId());
			json.number("channelType", frame.channelType());
			json.number("action", frame.action());
			json.number("reasonCode", frame.reasonCode().code());
		});
	}

	private static void event(JsonMembers json, EventFrame frame) {
		json.tell("event", () -> {
			json.header(frame.flags());
			json.text("id", frame.id());
			json.text("type", frame.eventType());
			json.number("timestamp", frame.timestamp());
			json.textPayload("data", frame.data());
		});
	}

	private static void application(JsonMembers json, ApplicationFrame frame) {
		json.tell("frame", () -> {
			json.number("type", frame.typeCode());
			json.numberIfSet("flags", frame.flags());
			json.payload("payload", frame.payload());
		});
	}

}
