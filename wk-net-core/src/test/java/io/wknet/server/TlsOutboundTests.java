package io.wknet.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.Tls;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.TlsSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What waits for a slow peer behind TLS, where what is written is not what is sent.
 */
class TlsOutboundTests {

	private static final String SERVERS = "servers";

	private static final int KIB = 1024;

	private SslContext context;

	private BoundWkServer server;

	static Stream<Arguments> servers() {
		return Tls.providers()
			.filter((provider) -> provider != SslProvider.OPENSSL_REFCNT)
			.flatMap((provider) -> Stream.of(TransportType.NIO, TransportType.AUTO)
				.flatMap((transport) -> Stream.of(Tls.V12, Tls.V13)
					.map((version) -> Arguments.of(provider, transport, version))));
	}

	@AfterEach
	void stop() {
		this.server.close();
		ReferenceCountUtil.release(this.context);
	}

	private WkServer configured(SslProvider provider, TransportType transport, int maxPendingBytes) {
		this.context = Tls.server(provider);
		return WkServer.create()
			.listen(ListenerSettings.tcp(0).withTls(TlsSettings.of(() -> this.context)))
			.transport(transport)
			.eventLoops(1)
			.outbound(OutboundSettings.defaults().withMaxPendingBytes(maxPendingBytes))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())));
	}

	/**
	 * A client whose system takes little that it does not read, though enough for the
	 * segments of loopback: with a few kilobytes TCP drops some for want of memory, and
	 * repeats them later and later.
	 */
	private RawClient login(String version) {
		RawClient client = RawClient
			.of(Tls.connect(Tls.client(null), Tls.plain(this.server.port(), 64 * KIB), version, null));
		client.login("alice");
		return client;
	}

	private WkConnection connection() {
		return this.server.connections().findByUid("alice").get(0);
	}

	private static ApplicationFrame frame(int number, int bytes) {
		return ApplicationFrame.of(20, Payload.wrap(ByteBuffer.allocate(4 + bytes).putInt(number).array()));
	}

	@ParameterizedTest
	@MethodSource(SERVERS)
	void neverHoldsMoreThanTheLimitAndOneFrame(SslProvider provider, TransportType transport, String version) {
		int limit = 256 * KIB;
		AtomicLong largest = new AtomicLong();
		ApplicationFrame frame = frame(0, KIB);
		this.server = configured(provider, transport, limit).onFrame((connection, trigger) -> {
			while (connection.isOpen()) {
				connection.send(frame);
				largest.accumulateAndGet(connection.stats().pendingBytes(), Math::max);
			}
		}).bind();
		try (RawClient client = login(version)) {
			client.send(Bytes.numbered(16, 1));
			Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.SLOW_CONSUMER) == 1);
			assertThat(largest.get()).isBetween((long) limit - KIB, limit + 10L + KIB);
		}
	}

	@ParameterizedTest
	@MethodSource(SERVERS)
	void failsWhatAPeerThatNeverReadsIsSent(SslProvider provider, TransportType transport, String version) {
		this.server = configured(provider, transport, 256 * KIB).bind();
		try (RawClient client = login(version)) {
			WkConnection connection = connection();
			List<CompletionStage<?>> results = new ArrayList<>();
			ApplicationFrame frame = frame(0, KIB);
			while (connection.isOpen()) {
				results.add(connection.send(frame));
			}
			Awaitility.await()
				.untilAsserted(() -> assertThat(results)
					.allSatisfy((result) -> assertThat(result.toCompletableFuture()).isDone()));
			assertThat(results.get(results.size() - 1).toCompletableFuture()).isCompletedExceptionally();
			Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.SLOW_CONSUMER) == 1);
			Awaitility.await().until(() -> this.server.connections().connectionCount() == 0);
			assertThat(client.readOrEnd()).isNotNull();
		}
	}

	@ParameterizedTest
	@MethodSource(SERVERS)
	void completesAResultWhenTheSystemHasTheBytes(SslProvider provider, TransportType transport, String version) {
		int bytes = 24 << 20;
		this.server = configured(provider, transport, 64 << 20).bind();
		try (RawClient client = login(version)) {
			WkConnection connection = connection();
			CompletableFuture<?> result = connection.send(frame(1, bytes)).toCompletableFuture();
			// Nobody reads, and the buffers of both systems are smaller than that.
			Awaitility.await()
				.during(Duration.ofMillis(200))
				.until(() -> !result.isDone() && connection.stats().pendingBytes() > 0);
			assertThat(client.read().body()).hasSize(4 + bytes);
			result.join();
			Awaitility.await().until(() -> connection.stats().pendingBytes() == 0);
			client.ping();
		}
	}

	@ParameterizedTest
	@MethodSource(SERVERS)
	void losesNothingForASlowReader(SslProvider provider, TransportType transport, String version) {
		int count = 3000;
		this.server = configured(provider, transport, 128 * KIB).bind();
		try (RawClient client = login(version)) {
			WkConnection connection = connection();
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
				for (int number = 0; number < count; number++) {
					CompletionStage<?> result = connection.send(frame(number, number % 5000));
					if (number % 20 == 19) {
						result.toCompletableFuture().join();
					}
				}
			});
			for (int number = 0; number < count; number++) {
				byte[] body = client.read().body();
				assertThat(ByteBuffer.wrap(body).getInt()).isEqualTo(number);
				assertThat(body).hasSize(4 + number % 5000);
			}
			sent.join();
			assertThat(connection.isOpen()).isTrue();
		}
	}

}
