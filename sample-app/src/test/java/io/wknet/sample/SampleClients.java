package io.wknet.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

import static org.awaitility.Awaitility.await;

/**
 * Java clients of the running sample, over TCP. They log out after each test.
 */
public final class SampleClients implements BeforeEachCallback, AfterEachCallback {

	public static final Duration SOON = Duration.ofSeconds(10);

	public static final int PERSON = 1;

	public static final int GROUP = 2;

	private final List<WkClientConnection> clients = new ArrayList<>();

	private long clientSeq;

	private int port;

	@Override
	public void beforeEach(ExtensionContext context) {
		this.port = application(context).getEnvironment().getRequiredProperty("local.wk.tcp.port", int.class);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.clients.forEach(WkClientConnection::close);
		this.clients.clear();
		ConnectionRegistry connections = application(context).getBean(ConnectionRegistry.class);
		await().until(() -> connections.connectionCount() == 0);
	}

	private static ApplicationContext application(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context);
	}

	public WkClientConnection login(String uid) {
		return login(uid, (client) -> client);
	}

	public WkClientConnection login(String uid, UnaryOperator<WkClient> settings) {
		WkClient client = WkClient.create().port(this.port).uid(uid).token(uid + "-token");
		WkClientConnection connection = settings.apply(client).connectNow();
		this.clients.add(connection);
		return connection;
	}

	public SendFrame message(String channelId, int channelType, String text) {
		this.clientSeq++;
		return SendFrame.of(this.clientSeq, "message-" + this.clientSeq, channelId, channelType, Payload.utf8(text));
	}

	public SendackFrame send(WkClientConnection connection, String channelId, int channelType, String text) {
		return send(connection, message(channelId, channelType, text));
	}

	public static SendackFrame send(WkClientConnection connection, SendFrame message) {
		return connection.sendForAck(message, SOON).toCompletableFuture().join();
	}

	public static RecvFrame recv(WkClientConnection connection) throws InterruptedException {
		return (RecvFrame) receive(connection);
	}

	public static ServerFrame receive(WkClientConnection connection) throws InterruptedException {
		return connection.receive(SOON);
	}

}
