package io.wknet.spring;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;

/**
 * A client on a blocking socket. Every read gives up after ten seconds.
 */
public final class TestClient implements AutoCloseable {

	private static final int VERSION = 5;

	private final Socket socket;

	private final ByteBuf received = Unpooled.buffer();

	private TestClient(Socket socket) {
		this.socket = socket;
	}

	public static TestClient connect(int port) throws IOException {
		return over(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	public static TestClient over(Socket socket) throws IOException {
		socket.setSoTimeout(10_000);
		socket.setTcpNoDelay(true);
		return new TestClient(socket);
	}

	public static TestClient login(int port, String uid, String token) throws IOException {
		TestClient client = connect(port);
		client.authenticate(uid, token);
		return client;
	}

	public ConnackFrame authenticate(String uid, String token) throws IOException {
		send(new ConnectFrame(0, VERSION, DeviceFlag.APP, "device", uid, token, 0, ""));
		return (ConnackFrame) receive();
	}

	public void send(Frame... frames) throws IOException {
		ByteBuf out = Unpooled.buffer();
		for (Frame frame : frames) {
			FrameEncoder.of(WireFormat.FIXED).encode(frame, VERSION, out);
		}
		out.readBytes(this.socket.getOutputStream(), out.readableBytes());
		this.socket.getOutputStream().flush();
	}

	public void send(int typeCode, String payload) throws IOException {
		send(ApplicationFrame.of(typeCode, Payload.utf8(payload)));
	}

	/**
	 * Wait until all frames sent before were received.
	 */
	public void ping() throws IOException {
		send(PingFrame.INSTANCE);
		receive();
	}

	public Frame receive() throws IOException {
		byte[] chunk = new byte[4096];
		while (true) {
			Frame frame = FrameDecoder.of(WireFormat.FIXED).decode(this.received, VERSION, 1 << 20);
			if (frame != null) {
				return frame;
			}
			int count = this.socket.getInputStream().read(chunk);
			if (count < 0) {
				throw new EOFException("The server closed the connection");
			}
			this.received.writeBytes(chunk, 0, count);
		}
	}

	public String receiveText() throws IOException {
		Frame frame = receive();
		if (frame instanceof ApplicationFrame application) {
			return application.payload().toUtf8();
		}
		throw new IOException("Expected an application frame, received " + frame);
	}

	public String receiveDisconnect() throws IOException {
		return ((DisconnectFrame) receive()).reason();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
