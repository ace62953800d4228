package io.wknet.transport;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.support.Bytes;
import io.wknet.support.Tls;
import io.wknet.timer.WheelSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The handshake against the clock, which is virtual here.
 */
class TlsGateTests {

	private static final SslContext CONTEXT = Tls.server(SslProvider.JDK);

	private final AtomicInteger asked = new AtomicInteger();

	private final List<Refusal> refusals = new ArrayList<>();

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@AfterEach
	void finish() {
		this.channel.finishAndReleaseAll();
	}

	private TlsSettings settings(boolean named) {
		TlsSettings settings = TlsSettings.of(this::context);
		return named ? settings.withServerName("*.example.org", this::context) : settings;
	}

	private SslContext context() {
		this.asked.incrementAndGet();
		return CONTEXT;
	}

	private void install(TlsSettings tls) {
		this.channel.freezeTime();
		LoopContext loop = new LoopContext(this.channel.eventLoop(), WheelSettings.defaults());
		ChannelSettings settings = new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(),
				OutboundSettings.defaults(), ProxyProtocolSettings.off(), tls, null);
		new PipelineInstaller(settings, (eventLoop) -> loop, new NoSessions()).install(this.channel);
	}

	private void activate() {
		this.channel.pipeline().fireChannelActive();
		this.channel.runPendingTasks();
	}

	private void receive(String hex) {
		this.channel.writeInbound(Unpooled.copiedBuffer(Bytes.hex(hex)));
	}

	private void after(Duration time) {
		for (long millis = time.toMillis(); millis > 0; millis -= 10) {
			this.channel.advanceTimeBy(Math.min(millis, 10), TimeUnit.MILLISECONDS);
			this.channel.runPendingTasks();
		}
	}

	private void assertRefusedAfter(Duration time) {
		after(time.minusMillis(1));
		assertThat(this.refusals).isEmpty();
		assertThat(this.channel.isOpen()).isTrue();
		after(Duration.ofMillis(21));
		assertThat(this.refusals).containsExactly(Refusal.TIMEOUT);
		assertThat(this.channel.isOpen()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void closesAPeerThatStaysInTheMiddleOfARecord(boolean named) {
		install(settings(named));
		activate();
		receive("16 03 01 40 00");
		assertRefusedAfter(Duration.ofSeconds(10));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void closesASilentPeerAtATimeoutOfItsOwn(boolean named) {
		install(settings(named).withHandshakeTimeout(Duration.ofSeconds(2)));
		activate();
		assertRefusedAfter(Duration.ofSeconds(2));
	}

	@Test
	void doesNotWaitLongerForOneThatComesByteByByte() {
		install(settings(false));
		activate();
		receive("16 03 01 40 00");
		for (int i = 0; i < 9; i++) {
			after(Duration.ofSeconds(1));
			receive("01");
		}
		assertRefusedAfter(Duration.ofSeconds(1));
	}

	@Test
	void asksForACertificateWhenTheChannelIsThere() {
		install(settings(false));
		assertThat(this.asked).hasValue(0);
		activate();
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void refusesARecordBeforeAllOfItIsThere() {
		install(settings(false));
		activate();
		receive("16 03 01 48 00");
		assertThat(this.refusals).isEmpty();
		this.channel.finishAndReleaseAll();
		assertThat(this.refusals).containsExactly(Refusal.LEFT);
	}

	@Test
	void boundsAFirstMessageInSmallPieces() {
		install(settings(true));
		activate();
		// The header of a ClientHello of 60,000 bytes, and then a byte of it in a record
		// each.
		receive("16 03 01 00 04 01 00 EA 60");
		int received = 9;
		while (this.channel.isOpen()) {
			receive("16 03 01 00 01 00");
			received += 6;
			assertThat(received).isLessThanOrEqualTo(TlsNameHandler.MAX_BYTES + 6);
		}
		assertThat(received).isGreaterThan(TlsNameHandler.MAX_BYTES);
		assertThat(this.refusals).containsExactly(Refusal.PROTOCOL_ERROR);
		assertThat(this.asked).hasValue(0);
	}

	@Test
	void refusesAFirstMessageThatIsAnnouncedTooLarge() {
		install(settings(true));
		activate();
		receive("16 03 01 00 04 01 01 00 01");
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.refusals).containsExactly(Refusal.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".example.org", "*", "*example.org" })
	void refusesANameThatCanBeNone(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(false).withServerName(name, this::context));
	}

	@Test
	void refusesATimeoutOfNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(false).withHandshakeTimeout(Duration.ZERO))
			.withMessageContaining("PT0S");
	}

	/**
	 * Nobody gets as far as to a session here.
	 */
	private final class NoSessions implements SessionOpener {

		@Override
		public FrameReceiver open(FrameChannel frames) {
			throw new AssertionError("The handshake is not finished");
		}

		@Override
		public void refused(SocketAddress remoteAddress, Refusal refusal, String what) {
			TlsGateTests.this.refusals.add(refusal);
		}

	}

}
