package io.wknet.server;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.OutboundBudget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link NetworkTransport}, and for what {@link EventLoops} make of it.
 */
class NetworkTransportTests {

	private final RuntimeException refused = new RuntimeException("io_uring_setup: Operation not permitted");

	private final OutboundBudget budget = new OutboundBudget(1, (maxBytes) -> {
	});

	@Test
	void takesTheBestThatWorks() {
		assertThat(typesFor(TransportType.AUTO, Set.of(TransportType.KQUEUE), this.refused))
			.containsExactly(TransportType.IO_URING, TransportType.EPOLL, TransportType.NIO);
	}

	@Test
	void fallsBackWhereTheKernelRefusesIoUring() {
		Set<TransportType> missing = Set.of(TransportType.IO_URING, TransportType.KQUEUE);
		assertThat(typesFor(TransportType.AUTO, missing, this.refused)).containsExactly(TransportType.EPOLL,
				TransportType.NIO);
		assertThat(typesFor(TransportType.IO_URING, missing, this.refused)).containsExactly(TransportType.EPOLL,
				TransportType.NIO);
	}

	@Test
	void refusesIoUringWithoutItsLibrary() {
		assertThatIllegalStateException()
			.isThrownBy(() -> typesFor(TransportType.IO_URING, Set.of(TransportType.IO_URING),
					new UnsatisfiedLinkError("no netty_transport_native_io_uring")))
			.withMessageContaining("IO_URING is not available here: no netty_transport_native_io_uring");
	}

	@Test
	void takesNoOtherThanTheOneThatIsWanted() {
		assertThat(typesFor(TransportType.EPOLL, Set.of(), this.refused)).containsExactly(TransportType.EPOLL);
		assertThatIllegalStateException()
			.isThrownBy(() -> typesFor(TransportType.EPOLL, Set.of(TransportType.EPOLL), this.refused));
	}

	@Test
	void triesTheNextIfTheLoopsOfOneDoNotStart() {
		NetworkTransport broken = new NetworkTransport(TransportType.IO_URING, (executor) -> {
			throw new IllegalStateException("io_uring_setup: Cannot allocate memory");
		}, NioServerSocketChannel::new);
		NetworkTransport works = new NetworkTransport(TransportType.NIO, NioIoHandler.newFactory(),
				NioServerSocketChannel::new);
		EventLoops loops = EventLoops.start(List.of(broken, works), 2, WheelSettings.defaults(), this.budget);
		assertThat(loops.transport()).isEqualTo(TransportType.NIO);
		assertThat(loops.end(Duration.ofSeconds(5))).isTrue();
		assertThatIllegalStateException()
			.isThrownBy(() -> EventLoops.start(List.of(broken), 2, WheelSettings.defaults(), this.budget));
	}

	private static List<TransportType> typesFor(TransportType wanted, Set<TransportType> missing, Throwable obstacle) {
		return NetworkTransport.types(wanted, (type) -> obstacle(type, missing, obstacle));
	}

	private static @Nullable Throwable obstacle(TransportType type, Set<TransportType> missing, Throwable obstacle) {
		return missing.contains(type) ? obstacle : null;
	}

}
