package io.wknet.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.wknet.connection.CloseReason;

/**
 * Counts what happens rarely, for all sessions of a server.
 */
final class SessionCounters {

	final LongAdder accepted = new LongAdder();

	final LongAdder unhandledFrames = new LongAdder();

	final LongAdder unreadableMessages = new LongAdder();

	final LongAdder listenerErrors = new LongAdder();

	final AtomicInteger pendingAuthentications = new AtomicInteger();

	private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);

	SessionCounters() {
		for (CloseReason reason : CloseReason.values()) {
			this.closed.put(reason, new LongAdder());
		}
	}

	void closed(CloseReason reason) {
		LongAdder counter = this.closed.get(reason);
		assert counter != null;
		counter.increment();
	}

	Map<CloseReason, Long> closed() {
		Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
		this.closed.forEach((reason, counter) -> counts.put(reason, counter.sum()));
		return counts;
	}

}
