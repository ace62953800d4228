package com.example.netty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.wknet.spring.GuideApplication;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The two servers of docs/guides/from-netty.md, which do the same.
 */
class NettyGuideTests {

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = GuideApplication.run("from-netty", Application.class, "wk.net.auth.token=" + ServerRunner.TOKEN);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void echoes() throws Exception {
		try (OldServer old = new OldServer(0);
				OldClient before = new OldClient(old.port());
				TestClient after = login("alice")) {
			before.send(1, "hello");
			assertThat(before.receive()).isEqualTo("hello");
			after.send(16, "hello");
			assertThat(after.receiveText()).isEqualTo("hello");
		}
	}

	@Test
	void tellsEverybody() throws Exception {
		try (OldServer old = new OldServer(0);
				OldClient first = new OldClient(old.port());
				OldClient second = new OldClient(old.port())) {
			second.send(1, "here");
			second.receive();
			first.send(2, "lunch");
			assertThat(first.receive()).isEqualTo("lunch");
			assertThat(second.receive()).isEqualTo("lunch");
		}
		try (TestClient first = login("bob"); TestClient second = login("carol")) {
			first.send(17, "lunch");
			assertThat(first.receiveText()).isEqualTo("lunch");
			assertThat(second.receiveText()).isEqualTo("lunch");
		}
	}

	private static TestClient login(String uid) throws Exception {
		TestClient client = TestClient.login(ServerRunner.port(context), uid, ServerRunner.TOKEN);
		client.ping();
		return client;
	}

	private static final class OldClient implements AutoCloseable {

		private final Socket socket;

		OldClient(int port) throws Exception {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout(10_000);
		}

		void send(int type, String text) throws Exception {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			DataOutputStream out = new DataOutputStream(this.socket.getOutputStream());
			out.writeInt(1 + bytes.length);
			out.writeByte(type);
			out.write(bytes);
		}

		String receive() throws Exception {
			DataInputStream in = new DataInputStream(this.socket.getInputStream());
			return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

	@SpringBootApplication
	static class Application {

	}

}
