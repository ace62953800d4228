package io.wknet.session;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.LoopContext;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/**
 * A million sessions without sockets on one event loop: built, pinging through six
 * minutes of virtual time, which is longer than the idle timeout, and closed. It shows
 * what a session takes of the heap, and how long a tick of the wheel takes.
 *
 * @since 0.1.0
 */
public final class MillionSessions {

	private static final int CONNECTS_PER_TICK = 250;

	private static final int TICK_MILLIS = 10;

	private static final int PING_SECONDS = 30;

	private static final int SECONDS = 360;

	private static final int TICKS_PER_SECOND = 1000 / TICK_MILLIS;

	private static final int COLLECTIONS = 3;

	private final EmbeddedChannel clock = new EmbeddedChannel();

	private final BenchSessions sessions = new BenchSessions(AsyncWkListener.of(new WkListener() {
	}, Dispatch.EVENT_LOOP), Runnable::run);

	private final LoopContext loop;

	private final BenchChannel[] channels;

	private MillionSessions(int count) {
		this.clock.freezeTime();
		this.loop = new LoopContext(this.clock.eventLoop(), WheelSettings.defaults());
		this.channels = new BenchChannel[count];
	}

	public static void main(String[] args) throws Exception {
		int count = (args.length > 1) ? Integer.parseInt(args[1]) : 1_000_000;
		Map<String, Object> figures = new MillionSessions(count).run();
		figures.forEach((name, value) -> System.out.println("| " + name + " | " + value + " |"));
		if (args.length > 0) {
			JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValue(Path.of(args[0]).toFile(), figures);
		}
	}

	private Map<String, Object> run() throws IOException, InterruptedException {
		Map<String, Object> figures = new LinkedHashMap<>();
		int count = this.channels.length;
		long before = liveHeapBytes();
		long begun = System.nanoTime();
		build();
		figures.put("sessions", count);
		figures.put("built in ms", millisSince(begun));
		figures.put("authenticated", this.sessions.sessions.registry().authenticatedCount());
		figures.put("online users", this.sessions.online.sum());
		figures.put("heap per session, bytes, with its channel that does nothing", (liveHeapBytes() - before) / count);
		Histogram ticks = new Histogram(3);
		long collections = collections();
		Histogram cpuTicks = new Histogram(3);
		long late = tickAndPing(ticks, cpuTicks);
		figures.put("ticks", ticks.getTotalCount());
		figures.put("tick p50, µs", ticks.getValueAtPercentile(50) / 1e3);
		figures.put("tick p99, µs", ticks.getValueAtPercentile(99) / 1e3);
		figures.put("tick p99.9, µs", ticks.getValueAtPercentile(99.9) / 1e3);
		figures.put("tick largest, µs", ticks.getMaxValue() / 1e3);
		figures.put("ticks over 1 ms", late);
		figures.put("tick p99.9 of processor time, µs", cpuTicks.getValueAtPercentile(99.9) / 1e3);
		figures.put("tick largest of processor time, µs", cpuTicks.getMaxValue() / 1e3);
		figures.put("collections meanwhile", collections() - collections);
		figures.put("open after six minutes", this.sessions.sessions.registry().connectionCount());
		begun = System.nanoTime();
		for (BenchChannel channel : this.channels) {
			channel.disconnect();
		}
		figures.put("closed in ms", millisSince(begun));
		figures.put("left", this.sessions.sessions.registry().connectionCount());
		figures.put("online at the end", this.sessions.online.sum());
		return figures;
	}

	/**
	 * Let sessions come in at the rate at which a server accepts them.
	 */
	private void build() {
		for (int i = 0; i < this.channels.length; i++) {
			this.channels[i] = new BenchChannel(this.loop, this.sessions.sessions).login("u" + i);
			if (i % CONNECTS_PER_TICK == 0) {
				this.clock.advanceTimeBy(TICK_MILLIS, TimeUnit.MILLISECONDS);
				this.clock.runPendingTasks();
			}
		}
		this.clock.runPendingTasks();
	}

	/**
	 * Each tick by the clock and by the thread's processor time, which does not count
	 * when something else has the core.
	 */
	private long tickAndPing(Histogram ticks, Histogram cpuTicks) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		int pingsPerTick = Math.max(this.channels.length / (PING_SECONDS * TICKS_PER_SECOND) + 1, 1);
		int next = 0;
		long late = 0;
		for (int tick = 0; tick < SECONDS * TICKS_PER_SECOND; tick++) {
			for (int i = 0; i < pingsPerTick; i++) {
				this.channels[next].ping();
				next = (next + 1) % this.channels.length;
			}
			this.clock.advanceTimeBy(TICK_MILLIS, TimeUnit.MILLISECONDS);
			long cpuBegun = threads.getCurrentThreadCpuTime();
			long begun = System.nanoTime();
			this.clock.runPendingTasks();
			long took = System.nanoTime() - begun;
			cpuTicks.recordValue(threads.getCurrentThreadCpuTime() - cpuBegun);
			ticks.recordValue(took);
			late += (took > 1_000_000) ? 1 : 0;
		}
		return late;
	}

	private static long millisSince(long begun) {
		return (System.nanoTime() - begun) / 1_000_000;
	}

	private static long collections() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.mapToLong(GarbageCollectorMXBean::getCollectionCount)
			.sum();
	}

	private static long liveHeapBytes() throws InterruptedException {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			Thread.sleep(100);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
