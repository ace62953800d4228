package io.wknet.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.management.OperatingSystemMXBean;

/**
 * How much processor time the driver and the server have used so far.
 *
 * @param driverNanos of this process
 * @param serverNanos of the server's
 * @param nanoTime when that was so
 */
record CpuClock(long driverNanos, long serverNanos, long nanoTime) {

	private static final int USER_TICKS = 11;

	private static final long TICK_NANOS = 10_000_000L;

	static CpuClock read(long serverPid) throws IOException {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return new CpuClock(system.getProcessCpuTime(), serverNanos(serverPid), System.nanoTime());
	}

	private static long serverNanos(long pid) throws IOException {
		Path stat = Path.of("/proc", Long.toString(pid), "stat");
		if (pid == 0 || !Files.exists(stat)) {
			return 0;
		}
		String line = Files.readString(stat);
		String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
		return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) * TICK_NANOS;
	}

	double driverCpu(CpuClock before) {
		return (double) (this.driverNanos - before.driverNanos) / (this.nanoTime - before.nanoTime);
	}

	double serverCpu(CpuClock before) {
		return (double) (this.serverNanos - before.serverNanos) / (this.nanoTime - before.nanoTime);
	}

	double seconds(CpuClock before) {
		return (this.nanoTime - before.nanoTime) / 1e9;
	}

}
