package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.SocketSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Slow consumers that each stay below their own limit, and together exceed the one of the
 * server.
 */
class OutboundBudgetTests {

	private static final int KIB = 1024;

	private static final int LIMIT = 4 << 20;

	/**
	 * A loop tells what waits in steps of a part of the limit.
	 */
	private static final int UNTOLD = 2 * LIMIT / 64;

	private final List<RawClient> stalled = new ArrayList<>();

	private BoundWkServer server;

	@AfterEach
	void stop() {
		this.stalled.forEach(RawClient::close);
		if (this.server != null) {
			this.server.close();
		}
	}

	private void bind(TransportType transport) {
		Assumptions.assumeTrue(transport != TransportType.EPOLL || Epoll.isAvailable());
		Assumptions.assumeTrue(transport != TransportType.IO_URING || IoUring.isAvailable());
		this.server = WkServer.create()
			.port(0)
			.eventLoops(2)
			.transport(transport)
			.socket(new SocketSettings(Duration.ZERO, 0, 16 * KIB, 4096, false))
			.outbound(OutboundSettings.defaults().withMaxTotalPendingBytes(LIMIT))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.bind();
	}

	private List<WkConnection> stall(String name, int count, int bytes) {
		return IntStream.range(0, count).mapToObj((i) -> stall(name + i, bytes)).toList();
	}

	private WkConnection stall(String uid, int bytes) {
		RawClient client = RawClient.open(this.server.port(), 4 * KIB);
		this.stalled.add(client);
		client.login(uid);
		WkConnection connection = this.server.connections().findByUid(uid).get(0);
		connection.send(ApplicationFrame.of(20, Payload.wrap(new byte[bytes])));
		return connection;
	}

	private long pendingBytes() {
		long[] sum = new long[1];
		this.server.connections().forEach((connection) -> sum[0] += connection.stats().pendingBytes());
		return sum[0];
	}

	private long closed() {
		return this.server.stats().closed().get(CloseReason.SLOW_CONSUMER);
	}

	@ParameterizedTest
	@EnumSource(value = TransportType.class, names = { "NIO", "EPOLL", "IO_URING" })
	void closesThoseForWhomMostWaitsAndNoMoreThanItMust(TransportType transport) {
		bind(transport);
		try (RawClient bystander = RawClient.login(this.server.port(), "bystander")) {
			List<WkConnection> worst = stall("worst", 5, 400 * KIB);
			List<WkConnection> others = new ArrayList<>(stall("other", 10, 100 * KIB));
			bystander.ping();
			assertThat(closed()).isZero();
			while (closed() == 0 && others.size() < 60) {
				others.add(stall("more" + others.size(), 100 * KIB));
			}
			Awaitility.await().until(() -> pendingBytes() <= LIMIT + UNTOLD);
			assertThat(others).allMatch(WkConnection::isOpen);
			assertThat(worst).filteredOn((connection) -> !connection.isOpen())
				.hasSizeBetween(1, 4)
				.allMatch((connection) -> connection.closeReason() == CloseReason.SLOW_CONSUMER);
			bystander.ping();
		}
	}

	@ParameterizedTest
	@EnumSource(value = TransportType.class, names = { "NIO", "EPOLL", "IO_URING" })
	void holdsUnderAFloodAndCountsDownAgain(TransportType transport) {
		bind(transport);
		try (RawClient bystander = RawClient.login(this.server.port(), "bystander")) {
			stall("flooded", 60, 600 * KIB);
			Awaitility.await().until(() -> pendingBytes() <= LIMIT + UNTOLD);
			assertThat(closed()).isGreaterThan(40);
			bystander.send(Bytes.numbered(16, 1));
			bystander.ping();
			this.stalled.forEach(RawClient::close);
			Awaitility.await().until(() -> this.server.connections().connectionCount() == 1);
			// If what they had waiting was still counted, the first one would be closed.
			long before = closed();
			stall("again", 5, 600 * KIB);
			bystander.ping();
			assertThat(closed()).isEqualTo(before);
		}
	}

}
