package io.wknet.support;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.sun.management.HotSpotDiagnosticMXBean;
import org.jspecify.annotations.Nullable;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Watches the event loops of servers and clients with
 * <a href="https://github.com/reactor/BlockHound">BlockHound</a>, and remembers what
 * waited on one: for a lock, for a time, for a file or a blocking socket. The call itself
 * goes on; who swallows errors can not hide it.
 */
final class LoopWatch {

	/**
	 * BlockHound gives native methods another name, which the JVM forbids without it.
	 */
	static final String JVM_OPTION = "AllowRedefinitionToAddDeleteMethods";

	/**
	 * All of the server's but the one that accepts, which may sleep when no file
	 * descriptor is left, and all of clients. Workers may block.
	 */
	private static final Pattern LOOPS = Pattern.compile("wk-net-\\d.*|wk-client-.*");

	/**
	 * Who takes locks that are held for a moment, by code that calls nobody: the topics
	 * and the queue of received messages, see docs/concurrency.md; pools of workers that
	 * are given a task; Netty's pools of buffers.
	 */
	private static final Set<String> SHORT_LOCKS = Set.of("io.wknet.session.Subscriptions",
			"io.wknet.session.TopicMembers", "io.wknet.client.ReceiveQueue");

	private static final Set<String> LIBRARIES = Set.of("java.", "javax.", "sun.", "io.netty.");

	private static final Set<String> LOCKS = Set.of(ReentrantLock.class.getName(), StampedLock.class.getName());

	private static final int MAX_FRAMES = 40;

	private static final Queue<String> BLOCKED = new ConcurrentLinkedQueue<>();

	/**
	 * The test that runs, as far as it is known.
	 */
	private static volatile String test = "no test";

	/**
	 * Whose code may block now.
	 */
	private static volatile @Nullable Class<?> permitted;

	private LoopWatch() {
	}

	/**
	 * Watch from now on. Does nothing if the JVM was started without the option.
	 */
	static void install() {
		if (!isPossible()) {
			return;
		}
		BlockHound.builder()
			.with(netty())
			.with(LoopWatch::allow)
			// Instead of Netty's, by which workers are loops too.
			.nonBlockingThreadPredicate((netty) -> LoopWatch::isLoop)
			.blockingMethodCallback(LoopWatch::blocked)
			.install();
	}

	/**
	 * Whether this JVM was started with the option.
	 */
	static boolean isPossible() {
		HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
		return Boolean.parseBoolean(options.getVMOption(JVM_OPTION).getValue());
	}

	/**
	 * What Netty knows of itself: the queue of a loop that ends, the short locks of its
	 * buffers, and the JDK's TLS, which loads classes and takes locks where it likes.
	 */
	private static BlockHoundIntegration netty() {
		return ServiceLoader.load(BlockHoundIntegration.class)
			.stream()
			.filter((provider) -> provider.type().getName().startsWith("io.netty."))
			.findFirst()
			.orElseThrow()
			.get();
	}

	/**
	 * What waits on loops besides, and may.
	 */
	private static void allow(BlockHound.Builder builder) {
		// A log line is written to the console or to a file.
		builder.allowBlockingCallsInside("ch.qos.logback.classic.Logger", "callAppenders");
		// Random numbers come from a file that always has some.
		builder.allowBlockingCallsInside("sun.security.provider.NativePRNG$RandomIO", "readFully");
		// A loop that has ended lets go of its ring: it spins until nobody wakes it.
		builder.allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "destroy");
	}

	private static boolean isLoop(Thread thread) {
		return LOOPS.matcher(thread.getName()).matches();
	}

	private static void blocked(BlockingMethod method) {
		List<StackTraceElement> stack = stack();
		if (isShortLock(stack)) {
			return;
		}
		Class<?> allowed = permitted;
		if (allowed == null || stack.stream().noneMatch((frame) -> isOf(allowed, frame))) {
			BLOCKED.add(method + " on " + Thread.currentThread().getName() + " during " + test
					+ stack.stream().limit(MAX_FRAMES).map((frame) -> "\n\tat " + frame).collect(Collectors.joining()));
		}
	}

	private static List<StackTraceElement> stack() {
		StackTraceElement[] all = new Throwable().getStackTrace();
		int from = 0;
		while (from < all.length && (all[from].getClassName().startsWith("reactor.blockhound.")
				|| all[from].getClassName().equals(LoopWatch.class.getName()))) {
			from++;
		}
		return Arrays.asList(all).subList(from, all.length);
	}

	/**
	 * Whether it is one of those who may that waits for a lock.
	 */
	private static boolean isShortLock(List<StackTraceElement> stack) {
		for (int i = 1; i < stack.size(); i++) {
			String caller = stack.get(i).getClassName();
			if (LOCKS.contains(stack.get(i - 1).getClassName()) && !LOCKS.contains(caller)) {
				return SHORT_LOCKS.contains(caller) || LIBRARIES.stream().anyMatch(caller::startsWith);
			}
		}
		return false;
	}

	private static boolean isOf(Class<?> type, StackTraceElement frame) {
		String name = frame.getClassName();
		return name.equals(type.getName()) || name.startsWith(type.getName() + '$');
	}

	/**
	 * A test begins.
	 * @param name how it is called
	 * @param mayBlock whose code may block, or {@code null}
	 */
	static void begin(String name, @Nullable Class<?> mayBlock) {
		test = name;
		permitted = mayBlock;
	}

	/**
	 * What blocked since the last call, each with its stack.
	 */
	static List<String> take() {
		List<String> taken = new ArrayList<>();
		String next = BLOCKED.poll();
		while (next != null) {
			taken.add(next);
			next = BLOCKED.poll();
		}
		return taken;
	}

}
