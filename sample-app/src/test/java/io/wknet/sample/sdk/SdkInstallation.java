package io.wknet.sample.sdk;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.wknet.sample.Programs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WuKongIM's JavaScript SDK as npm has it, and the script with which tests use it.
 * Everything is installed in a directory below {@code target}, from where npm is told to
 * get it on this machine, or from its cache.
 *
 * @param node runs the script
 * @param script the script and the SDK in one file
 */
record SdkInstallation(File node, Path script) {

	private static final Logger logger = LoggerFactory.getLogger(SdkInstallation.class);

	private static final List<String> FILES = List.of("package.json", "package-lock.json", ".npmrc", "driver.js");

	private static final List<String> USUAL_PLACES = List.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin");

	/**
	 * Install the SDK, unless the same one is installed already.
	 * @throws MissingException if this machine has no Node or no npm, or npm fails
	 */
	static SdkInstallation install() throws MissingException {
		File node = find("node");
		File npm = find("npm");
		try {
			Path sources = Path.of(Objects.requireNonNull(SdkInstallation.class.getResource("/js-sdk")).toURI());
			Path directory = sources.resolveSibling("../js-sdk").normalize();
			Path done = directory.resolve("installed-from");
			String wanted = contents(sources);
			if (!Files.exists(done) || !Files.readString(done).equals(wanted)) {
				copy(sources, directory);
				run(directory, npm, "ci");
				run(directory, npm, "run", "build");
				Files.writeString(done, wanted);
			}
			return new SdkInstallation(node, directory.resolve("driver.cjs"));
		}
		catch (IOException | URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static File find(String program) throws MissingException {
		return Programs.find(List.of(program), USUAL_PLACES)
			.orElseThrow(() -> new MissingException("No " + program + " was found on the PATH or in the usual places; "
					+ "on Debian or Ubuntu, 'apt-get install nodejs npm' brings Node and npm"));
	}

	private static String contents(Path sources) throws IOException {
		StringBuilder contents = new StringBuilder();
		for (String file : FILES) {
			contents.append(Files.readString(sources.resolve(file)));
		}
		return contents.toString();
	}

	private static void copy(Path sources, Path directory) throws IOException {
		Files.createDirectories(directory);
		Files.deleteIfExists(directory.resolve("installed-from"));
		for (String file : FILES) {
			Files.copy(sources.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
		}
	}

	private static void run(Path directory, File npm, String... arguments) throws IOException, MissingException {
		Path log = directory.resolve("npm.log");
		ProcessBuilder builder = new ProcessBuilder(npm.getPath()).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		builder.command().addAll(List.of(arguments));
		Process process = builder.start();
		try {
			process.getOutputStream().close();
			if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
				String command = "npm " + String.join(" ", arguments);
				logger.warn("'{}' said:\n{}", command, Files.readString(log));
				throw new MissingException("WuKongIM's JavaScript SDK could not be installed: '" + command
						+ "' failed or took more than 5 minutes, and said why in " + log);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Says what the tests lack, in a sentence.
	 */
	static final class MissingException extends Exception {

		private static final long serialVersionUID = 1L;

		MissingException(String message) {
			super(message);
		}

	}

}
