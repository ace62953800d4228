package io.wknet.spring.test;

import io.wknet.connection.WkConnection;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.ServerFrame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The connection without a socket.
 */
class TestWkConnectionContractTests extends WkConnectionContract {

	private final TestWkConnection connection = TestWkConnection.authenticated(ALICE);

	private int taken;

	@Override
	WkConnection connection() {
		return this.connection;
	}

	@Override
	ServerFrame received() {
		return this.connection.sent().get(this.taken++);
	}

	@Override
	DisconnectFrame disconnect() {
		assertThat(this.connection.sent()).hasSize(this.taken);
		return this.connection.disconnect();
	}

}
