package io.wknet.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;

/**
 * A server of one connection that reads a CONNECT and then does to the socket whatever a
 * test likes, byte by byte if need be.
 */
final class ScriptedServer implements AutoCloseable {

	private static final int HEADER_BYTES_BEFORE_LENGTH = 2;

	private final ServerSocket listening = new ServerSocket(0);

	private final CompletableFuture<Void> finished = new CompletableFuture<>();

	ScriptedServer(Script script) throws IOException {
		Thread thread = new Thread(() -> run(script), "scripted-server");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.listening.getLocalPort();
	}

	/**
	 * Completes when the script has run, or fails with what it threw.
	 */
	CompletableFuture<Void> finished() {
		return this.finished;
	}

	private void run(Script script) {
		try (Socket socket = this.listening.accept()) {
			socket.setTcpNoDelay(true);
			readFrame(new DataInputStream(socket.getInputStream()));
			script.run(socket);
			this.finished.complete(null);
		}
		catch (Exception ex) {
			this.finished.completeExceptionally(ex);
		}
	}

	private static void readFrame(DataInputStream in) throws IOException {
		in.readNBytes(HEADER_BYTES_BEFORE_LENGTH);
		in.readNBytes(in.readInt());
	}

	static byte[] connack() {
		return connack("", "");
	}

	static byte[] connack(String serverKey, String salt) {
		return bytes(new ConnackFrame(ProtocolVersion.LATEST, 0, ReasonCode.SUCCESS, serverKey, salt, 1));
	}

	static byte[] bytes(Frame frame) {
		ByteBuf buffer = Unpooled.buffer();
		FrameEncoder.of(WireFormat.FIXED).encode(frame, ProtocolVersion.LATEST, buffer);
		return ByteBufUtil.getBytes(buffer);
	}

	static void writeByteByByte(OutputStream out, byte[] bytes) throws IOException {
		for (byte b : bytes) {
			out.write(b);
			out.flush();
		}
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
	}

	interface Script {

		void run(Socket socket) throws Exception;

	}

}
