package io.wknet.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/**
 * How fast each client connects. A client is forgotten when it has not tried for as long
 * as its bucket needs to be full again, which makes no difference to it.
 * <p>
 * At most {@value #MAX_CLIENTS} clients are remembered. If more than that connect within
 * {@link #REMEMBERED}, some of them are forgotten early and may connect faster than they
 * should; the limit on all connections holds them.
 */
final class ConnectRates {

	static final int MAX_CLIENTS = 65_536;

	static final Duration REMEMBERED = Duration.ofSeconds(2);

	private final Cache<ClientNetwork, Bucket> buckets;

	private final int connectsPerSecond;

	private final TimeMeter clock;

	ConnectRates(int connectsPerSecond, LongSupplier nanoTime) {
		this.connectsPerSecond = connectsPerSecond;
		this.clock = new Clock(nanoTime);
		// Tidied up by the event loops as they go.
		this.buckets = Caffeine.newBuilder()
			.maximumSize(MAX_CLIENTS)
			.expireAfterAccess(REMEMBERED)
			.ticker(nanoTime::getAsLong)
			.executor(Runnable::run)
			.build();
	}

	/**
	 * Count a connect.
	 * @param client the client
	 * @return {@code false} if it is one too many
	 */
	boolean connects(ClientNetwork client) {
		return this.buckets.get(client, (unknown) -> newBucket()).tryConsume(1);
	}

	/**
	 * How many clients are remembered.
	 */
	long clients() {
		this.buckets.cleanUp();
		return this.buckets.estimatedSize();
	}

	private Bucket newBucket() {
		return Bucket.builder()
			.addLimit((limit) -> limit.capacity(this.connectsPerSecond)
				.refillGreedy(this.connectsPerSecond, Duration.ofSeconds(1)))
			.withCustomTimePrecision(this.clock)
			.build();
	}

	/**
	 * A clock that is not set by anybody.
	 *
	 * @param nanoTime tells the time, in nanoseconds
	 */
	private record Clock(LongSupplier nanoTime) implements TimeMeter {

		@Override
		public long currentTimeNanos() {
			return this.nanoTime.getAsLong();
		}

		@Override
		public boolean isWallClockBased() {
			return false;
		}

	}

}
