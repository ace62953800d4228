package io.wknet.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import io.wknet.connection.CloseReason;
import io.wknet.log.FloodLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The sessions for which something waits to be sent, those with most first.
 */
final class SlowestSessions {

	private static final Logger logger = LoggerFactory.getLogger(SlowestSessions.class);

	private final List<Slow> slow = new ArrayList<>();

	private long pendingBytes;

	private SlowestSessions() {
	}

	/**
	 * Find those that are open. What waits for those that are being closed will be gone
	 * soon.
	 */
	static SlowestSessions in(Collection<Session> sessions) {
		SlowestSessions found = new SlowestSessions();
		for (Session session : sessions) {
			int bytes = session.isOpen() ? session.channel().pendingBytes() : 0;
			if (bytes > 0) {
				found.slow.add(new Slow(session, bytes));
				found.pendingBytes += bytes;
			}
		}
		found.slow.sort(Comparator.comparingInt(Slow::pendingBytes).reversed());
		return found;
	}

	/**
	 * If more waits than may wait, close one after the other.
	 * @param maxBytes how much may wait
	 * @param enough close no more when no more than this waits
	 * @param log where to tell of it
	 */
	void closeUntil(long maxBytes, long enough, FloodLog log) {
		if (this.pendingBytes <= maxBytes) {
			return;
		}
		long left = this.pendingBytes;
		int closed = 0;
		while (left > enough && closed < this.slow.size()) {
			Slow slowest = this.slow.get(closed++);
			slowest.session.close(CloseReason.SLOW_CONSUMER);
			left -= slowest.pendingBytes;
		}
		log.log(logger, Level.WARN, CloseReason.SLOW_CONSUMER,
				"{} bytes wait to be sent and {} may (outbound.max-total-pending, or less when memory has run out): the {} "
						+ "slowest of {} connections for which something waits are closed. Allow less for each "
						+ "(outbound.max-pending), or give the JVM more direct memory",
				this.pendingBytes, maxBytes, closed, this.slow.size());
	}

	/**
	 * A session for which something waits.
	 *
	 * @param session the session
	 * @param pendingBytes how much waits for it
	 */
	private record Slow(Session session, int pendingBytes) {
	}

}
