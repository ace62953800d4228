package io.wknet.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.WkListener;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real server on a loopback socket and a client of it, for tests that extend this: what
 * either side hears waits in queues.
 */
abstract class ClientAndServer {

	static final Duration SOON = Duration.ofSeconds(10);

	static final Payload HELLO = Payload.utf8("hello");

	final BlockingQueue<WkConnection> online = new LinkedBlockingQueue<>();

	final BlockingQueue<ClientFrame> atServer = new LinkedBlockingQueue<>();

	final BlockingQueue<WkConnection> gone = new LinkedBlockingQueue<>();

	final BlockingQueue<WkClientDisconnect> disconnects = new LinkedBlockingQueue<>();

	final BlockingQueue<WkClientConnection> connects = new LinkedBlockingQueue<>();

	/**
	 * What is closed at the end, in this order.
	 */
	final List<AutoCloseable> resources = new ArrayList<>();

	BoundWkServer server = server(0);

	WkClient client = WkClient.create();

	@BeforeEach
	void configureClient() {
		this.resources.add(() -> this.server.close());
		this.client = WkClient.create()
			.host("localhost")
			.port(this.server.port())
			.uid("alice")
			.token(Canary.TOKEN)
			.connectTimeout(SOON)
			.onConnected(this.connects::add)
			.onDisconnected(this.disconnects::add);
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	BoundWkServer server(int port) {
		WkListener listener = new WkListener() {

			@Override
			public void onAuthenticated(WkConnection connection) {
				ClientAndServer.this.online.add(connection);
			}

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) {
				ClientAndServer.this.atServer.add(frame);
				if (frame instanceof SendFrame send && !send.channelId().isEmpty()) {
					connection.send(SendackFrame.accepted(send, 7, 8));
				}
			}

			@Override
			public void onClose(WkConnection connection, CloseReason reason) {
				ClientAndServer.this.gone.add(connection);
			}

		};
		return WkServer.create().port(port).authenticator(authenticator()).listener(listener).bind();
	}

	private static Authenticator authenticator() {
		return (ReactiveAuthenticator) (credentials) -> Mono.just(decide(credentials));
	}

	private static AuthResult decide(Credentials credentials) {
		if (!credentials.token().equals(Canary.TOKEN)) {
			return AuthResult.rejected();
		}
		DeviceLevel level = credentials.uid().equals("carol") ? DeviceLevel.MASTER : DeviceLevel.SLAVE;
		return AuthResult.accepted(Identity.of(credentials.uid(), level));
	}

	WkClientConnection open(WkClient configured) {
		WkClientConnection connection = configured.connectNow();
		this.resources.add(connection);
		return connection;
	}

	static SendFrame message(int number) {
		return SendFrame.of(number, "", "bob", 1, HELLO);
	}

	static RecvFrame recv(int number) {
		return new RecvFrame(0, 0, "", "bob", "bob", 1, 0, "", 0, "", 0, number + 1, number, 0, "", HELLO);
	}

	static <T> T get(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
	}

	static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
		T element = queue.poll(SOON.toSeconds(), TimeUnit.SECONDS);
		assertThat(element).as("What was waited for").isNotNull();
		return element;
	}

}
