package io.wknet.bench.server;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;
import io.wknet.bench.control.Questions;
import io.wknet.server.ListenerSettings;
import io.wknet.server.TransportType;

/**
 * Starts one of the servers, and answers questions about it on standard input. The first
 * argument names the server: one of those here, or a class whose {@code main} starts one.
 *
 * @since 0.1.0
 */
public final class ServerMain {

	private static final int COLLECTIONS = 3;

	private ServerMain() {
	}

	public static void main(String[] args) throws Exception {
		String[] rest = Arrays.copyOfRange(args, 1, args.length);
		switch (args[0]) {
			case "direct" -> NettyServer.start(Integer.parseInt(rest[0]), DirectHandler::install);
			case "direct-uring" -> NettyServer.startOverIoUring(Integer.parseInt(rest[0]), DirectHandler::install);
			case "usual" -> NettyServer.start(Integer.parseInt(rest[0]), UsualHandler::install);
			case "direct-ws" -> NettyServer.start(Integer.parseInt(rest[0]), MessageHandler::install);
			case "core" -> CoreServer.start(tcp(rest[0]), TransportType.AUTO);
			case "core-epoll" -> CoreServer.start(tcp(rest[0]), TransportType.EPOLL);
			case "core-ws" -> CoreServer.start(ws(rest[0]), TransportType.AUTO);
			case "core-ws-epoll" -> CoreServer.start(ws(rest[0]), TransportType.EPOLL);
			default -> Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
		}
		Questions.answer(ServerMain::answer);
		System.exit(0);
	}

	private static ListenerSettings tcp(String port) {
		return ListenerSettings.tcp(Integer.parseInt(port));
	}

	private static ListenerSettings ws(String port) {
		return ListenerSettings.ws(Integer.parseInt(port));
	}

	private static String answer(String[] words) throws InterruptedException {
		return switch (words[0]) {
			case "heap" -> "bytes=" + liveHeapBytes();
			case "allocated" -> "bytes=" + allocatedBytes();
			default -> Questions.UNKNOWN;
		};
	}

	private static long liveHeapBytes() throws InterruptedException {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			Thread.sleep(200);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * What the event loops for connections have allocated so far.
	 */
	private static long allocatedBytes() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long bytes = 0;
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			String name = thread.getName();
			if (name.startsWith(NettyServer.LOOP_NAME) || name.matches("wk-net-\\d.*")) {
				bytes += threads.getThreadAllocatedBytes(thread.getId());
			}
		}
		return bytes;
	}

}
