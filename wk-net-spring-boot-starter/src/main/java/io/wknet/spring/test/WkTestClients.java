package io.wknet.spring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;

import org.springframework.context.ApplicationContext;

/**
 * Connects clients to the server of a test, over real sockets, at whatever port it has.
 * {@link AutoConfigureWkTestClients @AutoConfigureWkTestClients} and {@link WkNetTest}
 * make it a bean and a parameter of test methods, and close after each test what it has
 * connected. It belongs to an application, not to a test: tests that run at the same time
 * in one application need to close their own clients.
 * <p>
 * Clients wait 10 seconds for what they expect, unless {@code wk.net.test.timeout} in the
 * properties of a test or {@link WkTestClient#timeout(Duration)} says otherwise.
 *
 * @since 0.1.0
 */
public final class WkTestClients implements AutoCloseable {

	private final TestedServer server;

	private final List<WkTestClient> clients = new CopyOnWriteArrayList<>();

	private WkTestClients(TestedServer server) {
		this.server = server;
	}

	/**
	 * Clients of an application that a test has started itself.
	 * @param context the context with the server; looked at when a client is made
	 * @return the clients, to be closed by the caller
	 */
	public static WkTestClients of(ApplicationContext context) {
		return new WkTestClients(new TestedServer(context));
	}

	/**
	 * A client that is let in with the token that all users share,
	 * {@code wk.net.auth.token}.
	 * @param uid the user
	 * @return the client
	 * @throws IllegalStateException if there is no such token
	 * @throws AssertionError if the server refuses it
	 */
	public WkTestClient login(String uid) {
		return login(uid, this.server.sharedToken());
	}

	/**
	 * A client that is let in: an {@linkplain DeviceFlag#APP app} on a device of its own.
	 * @param uid the user
	 * @param token the credentials
	 * @return the client
	 * @throws AssertionError if the server refuses it
	 */
	public WkTestClient login(String uid, String token) {
		return login(uid, token, DeviceFlag.APP);
	}

	/**
	 * A client that is let in, on a device of its own.
	 * @param uid the user
	 * @param token the credentials
	 * @param deviceFlag the kind of device
	 * @return the client
	 * @throws AssertionError if the server refuses it
	 */
	public WkTestClient login(String uid, String token, DeviceFlag deviceFlag) {
		return login(ConnectFrame.of(uid, deviceFlag, deviceId(), token));
	}

	/**
	 * A client that is let in, whatever its CONNECT says.
	 * @param connect the frame
	 * @return the client
	 * @throws AssertionError if the server refuses it
	 */
	public WkTestClient login(ConnectFrame connect) {
		WkTestClient client = connect();
		ReasonCode reason = client.authenticate(connect).reasonCode();
		if (reason != ReasonCode.SUCCESS) {
			throw new AssertionError("'" + connect.uid() + "' was not let in: " + reason);
		}
		return client;
	}

	/**
	 * A client that has yet to {@linkplain WkTestClient#authenticate authenticate}, at
	 * the listener {@code tcp} or, without it, {@code ws}.
	 * @return the client
	 */
	public WkTestClient connect() {
		return connect(this.server.listener());
	}

	/**
	 * A client that has yet to authenticate.
	 * @param listener the listener, {@code tcp} or {@code ws}
	 * @return the client
	 * @throws IllegalStateException if the server has no such listener
	 */
	public WkTestClient connect(String listener) {
		InetSocketAddress address = this.server.address(listener);
		Duration timeout = this.server.timeout();
		try {
			return switch (listener) {
				case "tcp" -> add(new SocketWire(socket(address, timeout)));
				case "ws" -> add(new WebSocketWire(uri(address), timeout));
				default -> throw new IllegalArgumentException("The listener must be 'tcp' or 'ws', found '" + listener
						+ "'; there is no client for WebSocket with TLS");
			};
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not connect to " + address, ex);
		}
	}

	/**
	 * A client on a socket that the test has connected, by TLS for example if the
	 * listener {@code tcp} has it.
	 * @param socket the socket, the client's own from now on
	 * @return the client, which has yet to authenticate
	 */
	public WkTestClient connect(Socket socket) {
		try {
			return add(new SocketWire(socket));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not use the socket", ex);
		}
	}

	private WkTestClient add(Wire wire) {
		WkTestClient client = new WkTestClient(this.server, new FrameStream(wire));
		this.clients.add(client);
		return client;
	}

	private static Socket socket(InetSocketAddress address, Duration timeout) throws IOException {
		Socket socket = new Socket();
		socket.connect(address, Math.toIntExact(timeout.toMillis()));
		return socket;
	}

	private URI uri(InetSocketAddress address) {
		String host = address.getAddress().getHostAddress();
		return URI.create("ws://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort()
				+ this.server.webSocketPath());
	}

	static String deviceId() {
		return "test-" + UUID.randomUUID();
	}

	/**
	 * Close all clients that were connected so far. When it returns the server has closed
	 * their connections too. It may take another moment until it finds none of them any
	 * more, and until {@code @WkOnClose} methods have run.
	 */
	@Override
	public void close() {
		this.clients.forEach(WkTestClient::close);
		this.clients.clear();
	}

}
