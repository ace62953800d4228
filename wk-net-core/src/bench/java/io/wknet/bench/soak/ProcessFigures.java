package io.wknet.bench.soak;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;

/**
 * What this process takes of the machine.
 */
final class ProcessFigures {

	private ProcessFigures() {
	}

	/**
	 * Add the figures; memory in bytes, times in nanoseconds.
	 */
	static void addTo(Map<String, Long> figures) throws IOException {
		figures.put("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		figures.put("netty-direct", Math.max(PlatformDependent.usedDirectMemory(), 0));
		for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
			if (pool.getName().equals("direct")) {
				figures.put("jdk-direct", pool.getMemoryUsed());
			}
		}
		figures.put("resident", residentBytes());
		UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		figures.put("fds", system.getOpenFileDescriptorCount());
		figures.put("cpu", system.getProcessCpuTime());
		figures.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
	}

	private static long residentBytes() throws IOException {
		for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
			}
		}
		return 0;
	}

}
