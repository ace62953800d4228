package io.wknet.session;

import java.security.InvalidKeyException;
import java.util.concurrent.TimeUnit;

import io.wknet.crypto.KeyExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The server's part of an exchange of keys, which is why it runs on a worker.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KeyExchangeBenchmark {

	private final String clientKey = KeyExchange.begin().publicKey();

	@Benchmark
	public Object exchange() throws InvalidKeyException {
		return AgreedKeys.with(this.clientKey);
	}

}
