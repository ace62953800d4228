package io.wknet.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import io.wknet.auth.Authenticator;
import io.wknet.codec.FrameLimits;
import io.wknet.delivery.FanOutSettings;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.TrafficListener;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.TopicSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of a server share.
 *
 * @param application the code they call
 * @param auth limits before authentication
 * @param dispatch how frames wait for the listener
 * @param frameLimits how large a frame may be after authentication, unless a listener has
 * limits of its own
 * @param idleTimeout after this much silence a connection closes, unless its listener
 * says otherwise; zero for never
 * @param topics limits of subscriptions
 * @param fanOut how frames to many receivers wait for the event loops
 * @since 0.1.0
 */
public record SessionSettings(Application application, AuthSettings auth, DispatchSettings dispatch,
		FrameLimits frameLimits, Duration idleTimeout, TopicSettings topics, FanOutSettings fanOut) {

	/**
	 * The code that sessions call.
	 *
	 * @param authenticator decides who gets in
	 * @param listener hears of connections and frames
	 * @param presence hears of users
	 * @param traffic sees every frame and byte, or {@code null}
	 * @param metrics hears how long things took
	 * @param workers runs what may block
	 * @param topicAuthorizer decides who may subscribe to what, or {@code null} if SUB
	 * goes to the listener
	 */
	public record Application(Authenticator authenticator, AsyncWkListener listener, List<PresenceListener> presence,
			@Nullable TrafficListener traffic, WkMetricsRecorder metrics, Executor workers,
			@Nullable TopicAuthorizer topicAuthorizer) {

	}

}
