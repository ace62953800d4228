package io.wknet.session;

import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.wknet.connection.CloseReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs connections that were refused: at most one line per reason in 3 seconds, with the
 * number of those that had none, because whoever floods a server must not fill its log.
 */
final class RefusalLog {

	static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(3);

	private static final Logger logger = LoggerFactory.getLogger(RefusalLog.class);

	private final LongSupplier clock;

	private final Map<CloseReason, Kind> kinds = new EnumMap<>(CloseReason.class);

	RefusalLog(LongSupplier clock) {
		this.clock = clock;
		for (CloseReason reason : CloseReason.values()) {
			this.kinds.put(reason, new Kind(clock.getAsLong() - PERIOD_NANOS));
		}
	}

	void log(String listener, SocketAddress remoteAddress, CloseReason reason, String what) {
		if (!reason.isAbnormal()) {
			logger.debug("'{}' closed {}: {}: {}", listener, remoteAddress, reason, what);
			return;
		}
		Kind kind = this.kinds.get(reason);
		assert kind != null;
		long now = this.clock.getAsLong();
		long last = kind.lastNanos.get();
		if (now - last < PERIOD_NANOS || !kind.lastNanos.compareAndSet(last, now)) {
			kind.unlogged.incrementAndGet();
			return;
		}
		int others = kind.unlogged.getAndSet(0);
		logger.info("'{}' refused {}: {}: {}{}", listener, remoteAddress, reason, what,
				(others != 0) ? " (and " + others + " more like this)" : "");
	}

	/**
	 * What is known of the lines of one reason.
	 */
	private static final class Kind {

		private final AtomicLong lastNanos;

		private final AtomicInteger unlogged = new AtomicInteger();

		Kind(long lastNanos) {
			this.lastNanos = new AtomicLong(lastNanos);
		}

	}

}
