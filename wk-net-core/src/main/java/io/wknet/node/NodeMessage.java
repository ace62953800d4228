package io.wknet.node;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.wknet.cluster.ClusterMember;
import io.wknet.node.Part.All;
import io.wknet.node.Part.CloseUser;
import io.wknet.node.Part.DisplacedConnection;
import io.wknet.node.Part.Lag;
import io.wknet.node.Part.Reply;
import io.wknet.node.Part.ToTopic;
import io.wknet.node.Part.ToUsers;
import io.wknet.topic.Topic;

/**
 * What one node sends to another: who sends it, and one or more parts.
 *
 * <pre>
 * magic u16 = 0x574B, version u8 = 1, node id str8, boot id str8, number of parts u16,
 * then for each part: type u8, length u32, body
 * </pre>
 *
 * All numbers are big-endian; {@code str8} and {@code str16} are a length of one or two
 * bytes and as many bytes of UTF-8. {@code docs/cluster.md} has the bodies.
 *
 * @param from who sends it
 * @param parts what it sends
 */
record NodeMessage(ClusterMember from, List<Part> parts) {

	static final int MAGIC = 0x574B;

	static final int VERSION = 1;

	static final int MAX_PARTS = 0xFFFF;

	private static final int PART_HEADER = 5;

	/**
	 * The bytes before the parts.
	 */
	static byte[] header(ClusterMember from, int parts) {
		byte[] nodeId = utf8(from.nodeId());
		byte[] bootId = utf8(from.bootId());
		return ByteBuffer.allocate(7 + nodeId.length + bootId.length)
			.putShort((short) MAGIC)
			.put((byte) VERSION)
			.put((byte) nodeId.length)
			.put(nodeId)
			.put((byte) bootId.length)
			.put(bootId)
			.putShort((short) parts)
			.array();
	}

	/**
	 * A part, with its header and without the frame that ends it.
	 * @return the bytes before the frame, or all of them
	 */
	// All buffers come from begin, which allocates them.
	@SuppressWarnings("ByteBufferBackingArray")
	static byte[] encode(Part part) {
		byte[] frame = part.frame();
		if (part instanceof ToUsers users) {
			List<byte[]> uids = users.uids().stream().map(NodeMessage::utf8).toList();
			int size = 12 + uids.stream().mapToInt((uid) -> 2 + uid.length).sum();
			ByteBuffer out = begin(1, size, frame).putLong(users.request())
				.putShort((short) users.deviceFlag())
				.putShort((short) uids.size());
			uids.forEach((uid) -> string(out, uid));
			return out.array();
		}
		if (part instanceof ToTopic topic) {
			byte[] channelId = utf8(topic.topic().channelId());
			byte[] except = utf8(topic.exceptUid());
			ByteBuffer out = begin(2, 13 + channelId.length + except.length, frame).putLong(topic.request())
				.put((byte) topic.topic().channelType());
			string(out, channelId);
			string(out, except);
			return out.array();
		}
		if (part instanceof All all) {
			return begin(3, 8, frame).putLong(all.request()).array();
		}
		if (part instanceof CloseUser close) {
			byte[] uid = utf8(close.uid());
			byte[] reason = utf8(close.reason());
			ByteBuffer out = begin(4, 16 + uid.length + reason.length, frame).putLong(close.request())
				.putShort((short) close.deviceFlag())
				.put((byte) (close.kick() ? 1 : 0))
				.put((byte) close.reasonCode());
			string(out, uid);
			string(out, reason);
			return out.array();
		}
		if (part instanceof DisplacedConnection displaced) {
			byte[] bootId = utf8(displaced.bootId());
			ByteBuffer out = begin(5, 11 + bootId.length, frame).putLong(displaced.connectionId())
				.put((byte) (displaced.sameDevice() ? 1 : 0));
			string(out, bootId);
			return out.array();
		}
		if (part instanceof Reply reply) {
			return begin(6, 29, frame).putLong(reply.request())
				.putInt(reply.reached())
				.putInt(reply.closed())
				.putInt(reply.slow())
				.putInt(reply.unsupported())
				.putInt(reply.pending())
				.put((byte) (reply.failed() ? 1 : 0))
				.array();
		}
		return begin(7, 8, frame).putLong(((Lag) part).nanos()).array();
	}

	private static ByteBuffer begin(int type, int size, byte[] frame) {
		return ByteBuffer.allocate(PART_HEADER + size).put((byte) type).putInt(size + frame.length);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static void string(ByteBuffer out, byte[] text) {
		if (text.length > 0xFFFF) {
			throw new IllegalArgumentException(
					"A text for another node must have at most 65,535 bytes of UTF-8, found " + text.length);
		}
		out.putShort((short) text.length).put(text);
	}

	/**
	 * Read a message.
	 * @throws MalformedNodeMessageException if the bytes are not exactly one
	 */
	static NodeMessage decode(byte[] bytes) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		try {
			int magic = Short.toUnsignedInt(in.getShort());
			check(magic == MAGIC, "The magic number", magic);
			int version = in.get();
			check(version == VERSION, "The version", version);
			ClusterMember from = new ClusterMember(string(in, Byte.toUnsignedInt(in.get())),
					string(in, Byte.toUnsignedInt(in.get())));
			int count = Short.toUnsignedInt(in.getShort());
			List<Part> parts = new ArrayList<>(Math.min(count, in.remaining() / PART_HEADER));
			for (int i = 0; i < count; i++) {
				int type = in.get();
				int length = in.getInt();
				check(length >= 0 && length <= in.remaining(), "The length of a part", length);
				ByteBuffer body = in.slice(in.position(), length);
				parts.add(part(type, body));
				check(!body.hasRemaining(), "The number of bytes after a part", body.remaining());
				in.position(in.position() + length);
			}
			check(!in.hasRemaining(), "The number of bytes after the last part", in.remaining());
			return new NodeMessage(from, parts);
		}
		catch (BufferUnderflowException ex) {
			throw new MalformedNodeMessageException("The message ends too early, after " + bytes.length + " bytes");
		}
		catch (IllegalArgumentException ex) {
			throw new MalformedNodeMessageException(String.valueOf(ex.getMessage()));
		}
	}

	private static Part part(int type, ByteBuffer in) {
		switch (type) {
			case 1 -> {
				long request = in.getLong();
				int deviceFlag = deviceFlag(in);
				int count = Short.toUnsignedInt(in.getShort());
				check(count * 2 <= in.remaining(), "The number of users", count);
				List<String> uids = new ArrayList<>(count);
				for (int i = 0; i < count; i++) {
					uids.add(string(in));
				}
				return new ToUsers(request, deviceFlag, uids, rest(in));
			}
			case 2 -> {
				long request = in.getLong();
				int channelType = Byte.toUnsignedInt(in.get());
				return new ToTopic(request, new Topic(string(in), channelType), string(in), rest(in));
			}
			case 3 -> {
				return new All(in.getLong(), rest(in));
			}
			case 4 -> {
				long request = in.getLong();
				int deviceFlag = deviceFlag(in);
				boolean kick = flag(in);
				int reasonCode = Byte.toUnsignedInt(in.get());
				return new CloseUser(request, deviceFlag, kick, string(in), reasonCode, string(in));
			}
			case 5 -> {
				long connectionId = in.getLong();
				boolean sameDevice = flag(in);
				return new DisplacedConnection(string(in), connectionId, sameDevice);
			}
			case 6 -> {
				return new Reply(in.getLong(), count(in), count(in), count(in), count(in), count(in), flag(in));
			}
			case 7 -> {
				return new Lag(in.getLong());
			}
			default -> throw new MalformedNodeMessageException("The type of a part must be 1..7, found " + type);
		}
	}

	private static int deviceFlag(ByteBuffer in) {
		int flag = in.getShort();
		check(flag >= Part.ALL_DEVICES && flag <= 0xFF, "The kind of device", flag);
		return flag;
	}

	private static int count(ByteBuffer in) {
		int count = in.getInt();
		check(count >= 0, "A count", count);
		return count;
	}

	private static boolean flag(ByteBuffer in) {
		int flag = in.get();
		check(flag == 0 || flag == 1, "A flag", flag);
		return flag == 1;
	}

	private static byte[] rest(ByteBuffer in) {
		byte[] rest = new byte[in.remaining()];
		in.get(rest);
		return rest;
	}

	private static String string(ByteBuffer in) {
		return string(in, Short.toUnsignedInt(in.getShort()));
	}

	private static String string(ByteBuffer in, int length) {
		check(length <= in.remaining(), "The length of a text", length);
		ByteBuffer text = in.slice(in.position(), length);
		in.position(in.position() + length);
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
		}
		catch (CharacterCodingException ex) {
			throw new MalformedNodeMessageException("A text of " + length + " bytes is not UTF-8");
		}
	}

	private static void check(boolean condition, String what, int found) {
		if (!condition) {
			throw new MalformedNodeMessageException(what + " is not possible, found " + found);
		}
	}

}
