package io.wknet.bench.server;

import java.util.concurrent.atomic.LongAdder;

import io.wknet.auth.Authenticator;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.PresenceListener;
import io.wknet.server.ListenerSettings;
import io.wknet.server.TransportType;
import io.wknet.server.WkServer;

/**
 * wk-net without Spring, as the first lines of its page have it.
 */
final class CoreServer {

	private CoreServer() {
	}

	static void start(ListenerSettings listener, TransportType transport) {
		WkServer.create()
			.listen(listener)
			.transport(transport)
			.authenticator(Authenticator.sharedToken("token"))
			.presenceListener(new Presence())
			.onFrame((connection, frame) -> {
				if (frame instanceof SendFrame send) {
					connection.send(SendackFrame.accepted(send, 1, 1));
				}
			})
			.bind();
	}

	/**
	 * Counts who is online.
	 */
	private static final class Presence implements PresenceListener {

		private final LongAdder online = new LongAdder();

		@Override
		public void onOnline(String uid) {
			this.online.increment();
		}

		@Override
		public void onOffline(String uid) {
			this.online.decrement();
		}

	}

}
