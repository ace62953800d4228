package io.wknet.attack;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;

/**
 * What this process holds: the server and all of its clients. Memory is what is alive on
 * the heap after a collection, and Netty's direct memory with the chunks that its pools
 * keep. The resident set is no measure here: it grows with the garbage of the tests.
 */
final class Footprint {

	private static final int MIB = 1 << 20;

	private Footprint() {
	}

	/**
	 * Live heap and direct memory, in bytes. Collects garbage.
	 */
	static long memory() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory() + directMemory();
	}

	/**
	 * Netty's direct memory, in bytes.
	 */
	static long directMemory() {
		return PlatformDependent.usedDirectMemory();
	}

	/**
	 * Open file descriptors; 0 where the system does not tell.
	 */
	static long files() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : 0;
	}

	static String mib(long bytes) {
		return (bytes / MIB) + " MiB";
	}

}
