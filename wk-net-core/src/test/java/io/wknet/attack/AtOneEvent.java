package io.wknet.attack;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.WkListener;

/**
 * Does something at one of the events of a connection, whenever it comes.
 */
abstract class AtOneEvent implements WkListener {

	private final Event event;

	AtOneEvent(Event event) {
		this.event = event;
	}

	/**
	 * It has happened.
	 */
	abstract void happened(WkConnection connection) throws Exception;

	private void happened(Event now, WkConnection connection) throws Exception {
		if (now == this.event) {
			happened(connection);
		}
	}

	@Override
	public final void onConnect(WkConnection connection) throws Exception {
		happened(Event.CONNECT, connection);
	}

	@Override
	public final void onAuthenticated(WkConnection connection) throws Exception {
		happened(Event.AUTHENTICATED, connection);
	}

	@Override
	public final void onFrame(WkConnection connection, ClientFrame frame) throws Exception {
		happened(Event.FRAME, connection);
	}

	@Override
	public final void onClose(WkConnection connection, CloseReason reason) throws Exception {
		happened(Event.CLOSE, connection);
	}

	/**
	 * What a listener is told.
	 */
	enum Event {

		CONNECT, AUTHENTICATED, FRAME, CLOSE

	}

}
