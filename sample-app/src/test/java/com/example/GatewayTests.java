package com.example;

import io.wknet.connection.CloseReason;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.test.WkNetTest;
import io.wknet.spring.test.WkTestClient;
import io.wknet.spring.test.WkTestClients;
import org.junit.jupiter.api.Test;

import static io.wknet.spring.test.WkAssertions.assertThat;

@WkNetTest("wk.net.auth.token=secret")
class GatewayTests {

	@Test
	void echoes(WkTestClients clients) {
		WkTestClient u1 = clients.login("u1");
		u1.send(16, "hello");
		assertThat(u1.receive()).isApplication(16).hasPayload("you said hello");
	}

	@Test
	void refusesAWrongToken(WkTestClients clients) {
		WkTestClient u1 = clients.connect();
		assertThat(u1.authenticate("u1", "wrong")).isConnack().isRefused(ReasonCode.AUTH_FAIL);
		assertThat(u1.expectDisconnect()).isDisconnect(CloseReason.AUTH_FAILED);
	}

}
