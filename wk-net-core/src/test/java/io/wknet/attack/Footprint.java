package io.wknet.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

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
	 * Open sockets; 0 where the system does not tell. Other files are opened by the JVM
	 * when it likes.
	 */
	static long sockets() {
		Path descriptors = Path.of("/proc/self/fd");
		if (!Files.isDirectory(descriptors)) {
			return 0;
		}
		try (Stream<Path> all = Files.list(descriptors)) {
			return all.filter(Footprint::isSocket).count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isSocket(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			// Closed in between.
			return false;
		}
	}

	static String mib(long bytes) {
		return (bytes / MIB) + " MiB";
	}

}
