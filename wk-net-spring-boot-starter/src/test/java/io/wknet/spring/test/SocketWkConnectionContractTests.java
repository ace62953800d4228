package io.wknet.spring.test;

import io.wknet.auth.AuthResult;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The real connection.
 */
class SocketWkConnectionContractTests extends WkConnectionContract {

	private static BoundWkServer server;

	private TestClient client;

	@BeforeAll
	static void start() {
		server = WkServer.create().port(0).authenticator((credentials) -> AuthResult.accepted(ALICE)).bind();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void login() throws Exception {
		this.client = TestClient.login(server.port(), "alice", ServerRunner.TOKEN);
	}

	@AfterEach
	void logout() throws Exception {
		this.client.close();
	}

	/**
	 * A master's device, so that the login of the test before is gone.
	 */
	@Override
	WkConnection connection() {
		return server.connections().findByUid("alice").get(0);
	}

	@Override
	ServerFrame received() throws Exception {
		return (ServerFrame) this.client.receive();
	}

	@Override
	DisconnectFrame disconnect() throws Exception {
		return (DisconnectFrame) this.client.receive();
	}

}
