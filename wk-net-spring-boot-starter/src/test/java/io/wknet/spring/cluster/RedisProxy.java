package io.wknet.spring.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a node and its Redis, and can swallow everything, as a network does that
 * is cut: nobody is told.
 */
final class RedisProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final int target;

	private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	RedisProxy(int target) throws IOException {
		this.target = target;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Cut the network, or mend it. What was under way when it was cut is lost, and the
	 * connections of that time never carry anything again: they are reset when the
	 * network is whole.
	 */
	void cut(boolean newCut) {
		this.cut = newCut;
		if (!newCut) {
			closeAll();
		}
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				this.sockets.add(client);
				if (!this.cut) {
					Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
					this.sockets.add(server);
					start(() -> copy(client, server));
					start(() -> copy(server, client));
				}
			}
			catch (IOException ex) {
				// Redis is away, or this is the end.
			}
		}
	}

	private void copy(Socket from, Socket to) {
		byte[] chunk = new byte[65536];
		try (from; to) {
			from.setTcpNoDelay(true);
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			int count = in.read(chunk);
			while (count >= 0) {
				if (!this.cut) {
					out.write(chunk, 0, count);
				}
				count = in.read(chunk);
			}
		}
		catch (IOException ex) {
			// The other side is gone.
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private void closeAll() {
		for (Closeable socket : this.sockets) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		this.sockets.clear();
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "redis-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		closeAll();
	}

}
