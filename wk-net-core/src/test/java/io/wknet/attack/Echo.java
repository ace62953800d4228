package io.wknet.attack;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.WkListener;

/**
 * Sends back what is of the application's own types.
 */
final class Echo implements WkListener {

	static final Echo INSTANCE = new Echo();

	private Echo() {
	}

	@Override
	public void onFrame(WkConnection connection, ClientFrame frame) {
		if (frame instanceof ApplicationFrame mine) {
			connection.send(mine);
		}
	}

}
