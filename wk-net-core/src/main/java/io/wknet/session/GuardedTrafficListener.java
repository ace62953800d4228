package io.wknet.session;

import io.wknet.connection.WkConnection;
import io.wknet.frame.Frame;
import io.wknet.listener.TrafficListener;
import io.wknet.log.FloodLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a traffic listener throws from the connection that it looks at.
 *
 * @param listener the application's
 * @param floodLog where to log what it throws
 */
record GuardedTrafficListener(TrafficListener listener, FloodLog floodLog) implements TrafficListener {

	private static final Logger logger = LoggerFactory.getLogger(GuardedTrafficListener.class);

	@Override
	public void bytesReceived(WkConnection connection, int bytes) {
		try {
			this.listener.bytesReceived(connection, bytes);
		}
		catch (Exception ex) {
			failed(connection, ex);
		}
	}

	@Override
	public void bytesSent(WkConnection connection, int bytes) {
		try {
			this.listener.bytesSent(connection, bytes);
		}
		catch (Exception ex) {
			failed(connection, ex);
		}
	}

	@Override
	public void frameReceived(WkConnection connection, Frame frame) {
		try {
			this.listener.frameReceived(connection, frame);
		}
		catch (Exception ex) {
			failed(connection, ex);
		}
	}

	@Override
	public void frameSent(WkConnection connection, Frame frame) {
		try {
			this.listener.frameSent(connection, frame);
		}
		catch (Exception ex) {
			failed(connection, ex);
		}
	}

	private void failed(WkConnection connection, Exception failure) {
		this.floodLog.failed(logger, failure, "[{}] A traffic listener failed", connection.id());
	}

}
