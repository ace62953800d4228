package io.wknet.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;

/**
 * A client that has nothing to do with the attack. In every round it sends a message to
 * its neighbour, and gets the answer of the server and a message of its other neighbour.
 * What it gets must be the next of its kind: nothing lost, nothing twice, all in order.
 */
final class Bystander {

	static final String PREFIX = "bystander-";

	/** The application's own type of frames that go to everybody. */
	static final int NEWS = 99;

	private static final int HEADER_BYTES = 6;

	private final String uid;

	private final byte[] neighbour;

	private final SocketChannel channel;

	private final ByteBuffer in = ByteBuffer.allocate(1024);

	private boolean loggedIn;

	private int sent;

	private int acknowledged;

	private int received;

	private int news;

	private Bystander(int number, int neighbour, SocketChannel channel) {
		this.uid = PREFIX + number;
		this.neighbour = (PREFIX + neighbour).getBytes(StandardCharsets.US_ASCII);
		this.channel = channel;
	}

	/**
	 * Connect and send CONNECT.
	 */
	static Bystander open(InetSocketAddress address, int number, int neighbour) throws IOException {
		SocketChannel channel = SocketChannel.open(address);
		Bystander bystander = new Bystander(number, neighbour, channel);
		bystander.write(Bytes.connect(bystander.uid));
		channel.configureBlocking(false);
		return bystander;
	}

	SocketChannel channel() {
		return this.channel;
	}

	boolean isLoggedIn() {
		return this.loggedIn;
	}

	/**
	 * Whether everything that was sent has been answered and has arrived.
	 */
	boolean isDone() {
		return this.acknowledged == this.sent && this.received == this.sent;
	}

	/**
	 * How many frames came that went to everybody.
	 */
	int news() {
		return this.news;
	}

	void forgetNews() {
		this.news = 0;
	}

	/**
	 * Send a message to the neighbour.
	 */
	void send() throws IOException {
		this.sent++;
		ByteBuffer body = ByteBuffer.allocate(32 + this.neighbour.length);
		body.put((byte) 0).putInt(this.sent).putShort((short) 0);
		body.putShort((short) this.neighbour.length).put(this.neighbour).put((byte) 1).putInt(0).putShort((short) 0);
		body.putInt(this.sent).flip();
		byte[] bytes = new byte[body.remaining()];
		body.get(bytes);
		write(Bytes.frame(3, bytes));
	}

	/**
	 * Take what has arrived.
	 */
	void read() throws IOException {
		int count = this.channel.read(this.in);
		while (count > 0) {
			this.in.flip();
			while (hasFrame()) {
				take();
			}
			this.in.compact();
			count = this.channel.read(this.in);
		}
		if (count < 0) {
			throw new IOException("The server has closed the connection");
		}
	}

	void close() throws IOException {
		this.channel.close();
	}

	private boolean hasFrame() throws IOException {
		if (this.in.remaining() < HEADER_BYTES) {
			return false;
		}
		int length = this.in.getInt(this.in.position() + 2);
		if (length < 0 || length > this.in.capacity() - HEADER_BYTES) {
			throw new IOException("No bystander gets a frame of " + length + " bytes");
		}
		return this.in.remaining() >= HEADER_BYTES + length;
	}

	private void take() throws IOException {
		int type = this.in.get();
		this.in.get();
		int length = this.in.getInt();
		int body = this.in.position();
		int end = body + length;
		if (type == RawFrame.CONNACK) {
			this.loggedIn = true;
		}
		else if (type == RawFrame.SENDACK) {
			this.acknowledged = next("answer", this.acknowledged, this.in.getInt(body + 8));
		}
		else if (type == RawFrame.RECV) {
			this.received = next("message", this.received, this.in.getInt(end - 4));
		}
		else if (type == NEWS) {
			this.news = next("news", this.news, this.in.getInt(end - 4));
		}
		else {
			throw new IOException("Type " + type + " was not expected");
		}
		this.in.position(end);
	}

	private static int next(String what, int last, int found) throws IOException {
		if (found != last + 1) {
			throw new IOException("After " + what + " " + last + " came " + found);
		}
		return found;
	}

	private void write(byte[] bytes) throws IOException {
		ByteBuffer out = ByteBuffer.wrap(bytes);
		while (out.hasRemaining()) {
			this.channel.write(out);
		}
	}

	@Override
	public String toString() {
		return this.uid + " (sent " + this.sent + ", answered " + this.acknowledged + ", received " + this.received
				+ ", news " + this.news + ")";
	}

}
