package io.wknet.spring.test;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A TCP connection.
 */
final class SocketWire implements Wire {

	private final Socket socket;

	private final byte[] buffer = new byte[8192];

	SocketWire(Socket socket) throws IOException {
		this.socket = socket;
		socket.setTcpNoDelay(true);
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
	}

	@Override
	public byte @Nullable [] read(Duration timeout) throws IOException {
		this.socket.setSoTimeout((int) Math.max(Math.min(timeout.toMillis(), Integer.MAX_VALUE), 1));
		int count = this.socket.getInputStream().read(this.buffer);
		return (count >= 0) ? Arrays.copyOf(this.buffer, count) : null;
	}

	@Override
	public void finish() throws IOException {
		this.socket.shutdownOutput();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	@Override
	public void abort() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

}
