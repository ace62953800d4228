package io.wknet.bench.server;

import io.netty.buffer.ByteBuf;

/**
 * The few frames that the servers of Netty alone know, written by hand.
 */
final class Wire {

	static final int HEADER_BYTES = 6;

	static final int LENGTH_OFFSET = 2;

	static final int LENGTH_BYTES = 4;

	static final int MAX_FRAME_BYTES = 1 << 20;

	static final int CONNECT = 1;

	static final int SEND = 3;

	static final int PING = 7;

	/**
	 * Where the clientSeq is in the body of SEND.
	 */
	static final int CLIENT_SEQ_OFFSET = 1;

	static final int PONG_BYTES = HEADER_BYTES;

	static final int SENDACK_BYTES = HEADER_BYTES + 17;

	static final int CONNACK_BYTES = HEADER_BYTES + 22;

	private static final int CONNACK_TYPE = 2;

	private static final int SENDACK_TYPE = 4;

	private static final int PONG_TYPE = 8;

	private static final int HAS_SERVER_VERSION = 1;

	private static final int VERSION = 5;

	private static final int SUCCESS = 1;

	private Wire() {
	}

	static void pong(ByteBuf out) {
		header(out, PONG_TYPE, 0, 0);
	}

	static void sendack(ByteBuf out, int clientSeq) {
		header(out, SENDACK_TYPE, 0, SENDACK_BYTES - HEADER_BYTES);
		out.writeLong(1);
		out.writeInt(clientSeq);
		out.writeInt(1);
		out.writeByte(SUCCESS);
	}

	static void connack(ByteBuf out) {
		header(out, CONNACK_TYPE, HAS_SERVER_VERSION, CONNACK_BYTES - HEADER_BYTES);
		out.writeByte(VERSION);
		out.writeLong(0);
		out.writeByte(SUCCESS);
		out.writeShort(0);
		out.writeShort(0);
		out.writeLong(1);
	}

	private static void header(ByteBuf out, int type, int flags, int length) {
		out.writeByte(type);
		out.writeByte(flags);
		out.writeInt(length);
	}

}
