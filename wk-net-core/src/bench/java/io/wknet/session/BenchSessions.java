package io.wknet.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

import io.wknet.auth.Authenticator;
import io.wknet.codec.FrameLimits;
import io.wknet.delivery.FanOutSettings;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.PresenceListener;
import io.wknet.metrics.AuthOutcome;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.topic.TopicSettings;

/**
 * Sessions with the default settings of a server, and with presence and metrics.
 */
final class BenchSessions {

	final LongAdder online = new LongAdder();

	final LongAdder authentications = new LongAdder();

	final Sessions sessions;

	BenchSessions(AsyncWkListener listener, Executor workers) {
		this.sessions = new Sessions(new SessionSettings(
				new SessionSettings.Application(Authenticator.sharedToken("token"), listener, List.of(new Presence()),
						null, new Metrics(), workers, null),
				AuthSettings.defaults(), DispatchSettings.defaults(), FrameLimits.defaults(), Duration.ofMinutes(5),
				TopicSettings.defaults(), FanOutSettings.defaults()));
	}

	/**
	 * Counts who is online.
	 */
	private final class Presence implements PresenceListener {

		@Override
		public void onOnline(String uid) {
			BenchSessions.this.online.increment();
		}

		@Override
		public void onOffline(String uid) {
			BenchSessions.this.online.decrement();
		}

	}

	/**
	 * Counts who was let in.
	 */
	private final class Metrics implements WkMetricsRecorder {

		@Override
		public void authentication(String listener, AuthOutcome outcome, long nanos) {
			BenchSessions.this.authentications.increment();
		}

	}

}
