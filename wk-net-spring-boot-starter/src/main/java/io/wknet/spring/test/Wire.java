package io.wknet.spring.test;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Bytes to the server and back, for one thread at a time.
 */
interface Wire {

	void write(byte[] bytes) throws IOException;

	/**
	 * Wait for some bytes.
	 * @return at least one; {@code null} at the end
	 * @throws SocketTimeoutException if none come in time
	 */
	byte @Nullable [] read(Duration timeout) throws IOException;

	/**
	 * Say that nothing more will be written.
	 */
	void finish() throws IOException;

	void close() throws IOException;

	/**
	 * End as a network does that fails.
	 */
	void abort() throws IOException;

}
