package io.wknet.bench.load;

import java.io.IOException;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The time between warming up and the end, and what was done in it.
 */
final class Window {

	private final long pid;

	private final long begin;

	private final long end;

	private @Nullable CpuClock first;

	private @Nullable CpuClock last;

	private long countAtFirst;

	private long countAtLast;

	Window(LoadOptions options) throws IOException {
		this.pid = options.pid();
		// The first time takes long, and must not fall into the window.
		CpuClock.read(this.pid);
		this.begin = System.nanoTime() + options.warmupNanos();
		this.end = this.begin + options.measuredNanos();
	}

	long begin() {
		return this.begin;
	}

	long end() {
		return this.end;
	}

	/**
	 * Note the time and what was done so far.
	 * @return whether to go on
	 */
	boolean isOpen(long nanoTime, long count) throws IOException {
		if (this.first == null && nanoTime - this.begin >= 0) {
			this.first = CpuClock.read(this.pid);
			this.countAtFirst = count;
		}
		if (nanoTime - this.end < 0) {
			return true;
		}
		if (this.last == null) {
			this.last = CpuClock.read(this.pid);
			this.countAtLast = count;
		}
		return false;
	}

	String result(long total) {
		CpuClock begun = this.first;
		CpuClock ended = this.last;
		assert begun != null && ended != null;
		return String.format(Locale.ROOT, "ops_per_s=%.1f driver_cpu=%.4f server_cpu=%.4f total_ops=%d",
				(this.countAtLast - this.countAtFirst) / ended.seconds(begun), ended.driverCpu(begun),
				ended.serverCpu(begun), total);
	}

}
