package io.wknet.server;

import io.wknet.auth.Authenticator;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WkServerExampleTests {

	@Test
	void answersSendWithSendack() {
		WkServer server = WkServer.create()
			.port(0)
			.authenticator(Authenticator.sharedToken("secret"))
			.onFrame((connection, frame) -> {
				if (frame instanceof SendFrame send) {
					connection.send(SendackFrame.accepted(send, 1, 1));
				}
			});
		try (BoundWkServer bound = server.bind(); RawClient client = RawClient.open(bound.port())) {
			client.login(Bytes.connect("alice", 5, 0, "phone", "secret"));
			client.send(Bytes.hex("""
					03 00 0000001A
					00 00000007 0001 31 0003 626F62 01 00000000 0000 68656C6C6F2121
					""".replaceAll("\\s", "")));
			RawFrame sendack = client.read();
			assertThat(sendack.type()).isEqualTo(RawFrame.SENDACK);
			// messageId 8, clientSeq 4, messageSeq 4, reasonCode 1
			assertThat(sendack.body()).isEqualTo(Bytes.hex("0000000000000001 00000007 00000001 01"));
		}
	}

}
