package io.wknet.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the machine has.
 *
 * @param java the command of the Java that runs servers and driver
 * @param canPin whether a process can be bound to a core
 * @param coreClassPath the class path of the core's servers and of the driver
 * @param starterClassPath the class path of the starter's application
 * @param output the directory for results
 */
record Environment(String java, boolean canPin, String coreClassPath, String starterClassPath, Path output) {

	static Environment find(Path root) throws IOException {
		String core = classPath(root.resolve("wk-net-core"));
		String starter = classPath(root.resolve("wk-net-spring-boot-starter"));
		Path output = root.resolve("wk-net-core/target/benchmarks");
		Files.createDirectories(output);
		return new Environment(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				Files.isExecutable(Path.of("/usr/bin/taskset")), core,
				starter + ":" + root.resolve("wk-net-core/target/test-classes"), output);
	}

	private static String classPath(Path module) throws IOException {
		Path target = module.resolve("target");
		return target.resolve("test-classes") + ":" + target.resolve("classes") + ":"
				+ Files.readString(target.resolve("benchmarks.classpath")).trim();
	}

	Path log(String name) {
		return this.output.resolve(name + ".log");
	}

}
