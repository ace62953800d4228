package io.wknet.fuzz;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.FanOutSettings;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.WkListener;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.session.AuthSettings;
import io.wknet.session.DispatchSettings;
import io.wknet.session.Encryption;
import io.wknet.session.SessionSettings;
import io.wknet.session.Sessions;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.TopicSettings;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.SessionOpener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A whole connection: authentication, SUB with its topics and parameters, frames for the
 * listener, and the close. The first byte of the input tells where the listener runs and
 * whether payloads may be encrypted; the second one says where the network cuts the
 * stream; the rest is what the client sends.
 * <p>
 * The listener hears of the connection once, of its login at most once, of no frame
 * before that, and of its close once and last. Nothing fails but by the rules, and
 * afterwards no connection, user, subscription or buffer is left.
 */
public final class SessionFuzzer {

	private static final int CONTROL_BYTES = 2;

	private static final int FIXED_BYTES = 64 << 10;

	private static final int BYTES_PER_BYTE = 16;

	private static final Queue<Runnable> WORK = new ArrayDeque<>();

	private static final Life LIFE = new Life();

	private static final Sessions ON_LOOP = sessions(Dispatch.EVENT_LOOP, TopicAuthorizer.everybody());

	private static final Sessions ON_WORKERS = sessions(Dispatch.WORKER,
			(connection, topic, param) -> !param.startsWith("no"));

	private static final ChannelSettings CHANNEL = new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(),
			OutboundSettings.defaults());

	private SessionFuzzer() {
	}

	private static Sessions sessions(Dispatch dispatch, TopicAuthorizer topics) {
		ReactiveAuthenticator byToken = (credentials) -> Mono
			.just(credentials.token().equals("token") ? AuthResult.accepted(credentials.uid()) : AuthResult.rejected());
		return new Sessions(new SessionSettings(
				new SessionSettings.Application(byToken, AsyncWkListener.of(LIFE, dispatch), List.of(LIFE), null,
						WkMetricsRecorder.NOOP, WORK::add, topics),
				AuthSettings.defaults().withMaxFrameBytes(512), DispatchSettings.defaults().withMaxPendingFrames(4),
				FrameLimits.defaults(), Duration.ofMinutes(5), TopicSettings.defaults().withMaxPerConnection(3),
				FanOutSettings.defaults()));
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length <= CONTROL_BYTES) {
			return;
		}
		Sessions sessions = ((data[0] & 1) != 0) ? ON_WORKERS : ON_LOOP;
		Encryption encryption = ((data[0] & 0xE) == 0xE) ? Encryption.IF_OFFERED : Encryption.OFF;
		long errors = sessions.listenerErrors();
		LIFE.begin();
		FuzzChannel channel = new FuzzChannel(CHANNEL, new Opener(sessions, encryption));
		try {
			receive(channel, data);
			channel.end();
			work(channel);
			channel.end();
		}
		catch (RuntimeException | Error ex) {
			channel.discard();
			throw ex;
		}
		LIFE.assertOver();
		Check.same(sessions.listenerErrors(), errors, "Failures of the listener");
		Check.that(sessions.isEmpty(), "no connection is left");
		Check.same(sessions.registry().connectionCount(), 0, "Connections");
		Check.same(sessions.registry().userCount(), 0, "Users");
		Check.same(sessions.topics().topicCount(), 0, "Topics");
		Check.same(sessions.pendingAuthentications(), 0, "Authentications in progress");
	}

	private static void receive(FuzzChannel channel, byte[] data) {
		Cuts cuts = new Cuts(data[1]);
		work(channel);
		int from = CONTROL_BYTES;
		while (from < data.length && channel.isOpen()) {
			int length = cuts.next(data.length - from);
			channel.receive(data, from, length);
			from += length;
			if ((length & 1) != 0) {
				work(channel);
			}
			Check.atMost(FuzzChannel.held(), FIXED_BYTES + (long) BYTES_PER_BYTE * from, "Bytes held");
		}
		work(channel);
	}

	/**
	 * Let workers and the event loop run until both have nothing to do.
	 */
	private static void work(FuzzChannel channel) {
		channel.run();
		Runnable task = WORK.poll();
		while (task != null) {
			task.run();
			channel.run();
			task = WORK.poll();
		}
	}

	/**
	 * Opens sessions.
	 */
	private record Opener(Sessions sessions, Encryption encryption) implements SessionOpener {

		@Override
		public FrameReceiver open(FrameChannel channel) {
			return this.sessions.open(this.sessions.rules("tcp").withEncryption(this.encryption), channel);
		}

	}

	/**
	 * The life of the one connection there is, as the application sees it.
	 */
	private static final class Life implements WkListener, PresenceListener {

		private int connects;

		private int logins;

		private int closes;

		private int online;

		private int subscriptions;

		private @Nullable String wrong;

		void begin() {
			this.connects = 0;
			this.logins = 0;
			this.closes = 0;
			this.online = 0;
			this.subscriptions = 0;
			this.wrong = null;
		}

		void assertOver() {
			Check.that(this.wrong == null, String.valueOf(this.wrong));
			Check.same(this.connects, 1, "Calls of onConnect");
			Check.same(this.closes, 1, "Calls of onClose");
			Check.same(this.online, 0, "Users online");
		}

		private void require(boolean right, String what) {
			if (!right) {
				this.wrong = what;
			}
		}

		@Override
		public void onConnect(WkConnection connection) {
			this.connects++;
			require(this.logins == 0 && this.closes == 0, "onConnect is first");
		}

		@Override
		public void onAuthenticated(WkConnection connection) {
			this.logins++;
			require(this.connects == 1 && this.logins == 1 && this.closes == 0, "one login follows onConnect");
		}

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) {
			require(this.logins == 1 && this.closes == 0, "frames come between login and close");
			if (frame instanceof ApplicationFrame own) {
				connection.send(own);
			}
		}

		@Override
		public void onSubscribe(WkConnection connection, Topic topic) {
			this.subscriptions++;
			require(this.closes == 0, "subscriptions come before the close");
		}

		@Override
		public void onUnsubscribe(WkConnection connection, Topic topic) {
			this.subscriptions--;
			require(this.closes == 0 && this.subscriptions >= 0, "a subscription ends once");
		}

		@Override
		public void onClose(WkConnection connection, CloseReason reason) {
			this.closes++;
			require(this.connects == 1 && this.closes == 1, "onClose is last");
		}

		@Override
		public void onOnline(String uid) {
			this.online++;
			require(this.online == 1, "a user is online once");
		}

		@Override
		public void onOffline(String uid) {
			this.online--;
			require(this.online == 0, "a user is offline once");
		}

	}

}
