package io.wknet.spring.attack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.server.BoundWkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.lifecycle.BoundServerReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener does with the buffer of its payload what it must not do.
 */
class KeptBufferAttackTests {

	private static final int FRAMES = 200;

	private static BoundWkServer server(AssertableApplicationContext context) {
		BoundWkServer server = context.getBean(BoundServerReference.class).get();
		assertThat(server).isNotNull();
		return server;
	}

	private static TestClient login(AssertableApplicationContext context, String uid) throws Exception {
		return TestClient.login(ServerRunner.port(context), uid, ServerRunner.TOKEN);
	}

	private static void assertChats(TestClient bystander) throws Exception {
		for (int i = 0; i < 20; i++) {
			bystander.send(30, "chat " + i);
			assertThat(bystander.receiveText()).isEqualTo("chat " + i);
		}
	}

	@Test
	void aBufferThatIsKeptStaysWhatItWas() {
		ServerRunner.create().withBean(Careless.class).run((context) -> {
			Careless listener = context.getBean(Careless.class);
			try (TestClient bystander = login(context, "bystander")) {
				try (TestClient client = login(context, "careless")) {
					for (int i = 0; i < FRAMES; i++) {
						client.send(16, "kept " + i);
						client.send(17, "kept " + i);
					}
					assertChats(bystander);
					await().atMost(10, TimeUnit.SECONDS).until(() -> listener.kept.size() == 2 * FRAMES);
				}
				// Whatever the memory of the connection was used for since.
				await().atMost(10, TimeUnit.SECONDS).until(() -> listener.closed.size() == 1);
				assertChats(bystander);
				for (int i = 0; i < 2 * FRAMES; i++) {
					assertThat(listener.kept.get(i).toString(StandardCharsets.UTF_8)).isEqualTo("kept " + i / 2);
				}
			}
		});
	}

	@Test
	void aBufferThatIsReleasedTwiceHurtsItsOwnConnectionAlone() {
		ServerRunner.create().withBean(Careless.class).run((context) -> {
			Careless listener = context.getBean(Careless.class);
			try (TestClient bystander = login(context, "bystander")) {
				for (int type : List.of(18, 19)) {
					try (TestClient client = login(context, "careless")) {
						client.send(type, "twice");
						assertThat(client.receiveDisconnect()).isEqualTo("LISTENER_ERROR");
					}
					assertChats(bystander);
				}
				await().atMost(10, TimeUnit.SECONDS).until(() -> listener.closed.size() == 2);
				assertThat(listener.closed).containsOnly(CloseReason.LISTENER_ERROR);
				assertThat(server(context).stats().closed()).containsEntry(CloseReason.LISTENER_ERROR, 2L);
				assertThat(server(context).stats().listenerErrors()).isEqualTo(2);
				assertThat(server(context).connections().connectionCount()).isOne();
			}
		});
	}

	@Test
	void aBufferCanNotBeWrittenTo() {
		ServerRunner.create().withBean(Careless.class).run((context) -> {
			try (TestClient client = login(context, "careless"); TestClient bystander = login(context, "bystander")) {
				client.send(20, "mine");
				assertThat(client.receiveText()).isEqualTo("read-only mine");
				assertChats(bystander);
			}
		});
	}

	static class Careless {

		private final List<ByteBuf> kept = new CopyOnWriteArrayList<>();

		private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

		@WkOnFrame(16)
		void keepOnAWorker(@Payload ByteBuf payload) {
			this.kept.add(payload);
		}

		@WkOnFrame(17)
		Mono<Void> keepOnTheEventLoop(@Payload ByteBuf payload) {
			this.kept.add(payload.retain(7));
			return Mono.empty();
		}

		@WkOnFrame(18)
		void releaseOnAWorker(@Payload ByteBuf payload) {
			payload.release();
			payload.release();
		}

		@WkOnFrame(19)
		Mono<Void> releaseOnTheEventLoop(@Payload ByteBuf payload) {
			payload.release();
			payload.release();
			return Mono.empty();
		}

		@WkOnFrame(20)
		String write(@Payload ByteBuf payload) {
			try {
				payload.setByte(0, 'X');
				return "written";
			}
			catch (RuntimeException ex) {
				return "read-only " + payload.toString(StandardCharsets.UTF_8);
			}
		}

		@WkOnFrame(30)
		String chat(@Payload String text) {
			return text;
		}

		@WkOnClose
		void closed(WkConnection connection, CloseReason reason) {
			if ("careless".equals(connection.uid())) {
				this.closed.add(reason);
			}
		}

	}

}
