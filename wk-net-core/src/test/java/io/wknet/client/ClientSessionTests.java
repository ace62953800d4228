package io.wknet.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.canary.Canary;
import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.FrameTooLargeException;
import io.wknet.codec.MalformedFrameException;
import io.wknet.codec.Protocol;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.LoopContext;
import io.wknet.transport.PipelineInstaller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A session on a channel whose clock stands still unless told otherwise.
 */
class ClientSessionTests {

	private static final ConnectFrame CONNECT = ConnectFrame.of("alice", DeviceFlag.APP, "", Canary.TOKEN);

	private static final ServerFrame EVENT = EventFrame.of("1", "typing", Payload.utf8("hello"));

	private static final Duration MINUTE = Duration.ofSeconds(60);

	private static final Duration TICK = Duration.ofMillis(20);

	private final WkClient.Config config = new WkClient.Config();

	private final Events events = new Events();

	private final ClientSession session = new ClientSession(this.config, CONNECT, this.events);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void theFirstFrameIsConnect() {
		open();
		assertThat(sent()).containsExactly(CONNECT);
		assertThat(this.events.connected).isZero();
	}

	@Test
	void framesMayArriveByteByByte() {
		open();
		for (ServerFrame frame : List.of(connack(ReasonCode.SUCCESS), EVENT, EVENT)) {
			ByteBuf bytes = encoded(frame);
			while (bytes.isReadable()) {
				this.channel.writeInbound(bytes.readRetainedSlice(1));
			}
			bytes.release();
		}
		assertThat(this.events.connected).isOne();
		assertThat(this.events.received).containsExactly(EVENT, EVENT);
	}

	@Test
	void framesMayArriveTogetherWithTheConnack() {
		open();
		this.channel.writeInbound(Unpooled.wrappedBuffer(encoded(connack(ReasonCode.SUCCESS)), encoded(EVENT)));
		assertThat(this.events.connected).isOne();
		assertThat(this.events.received).containsExactly(EVENT);
	}

	@Test
	void theServersVersionIsUsed() {
		open();
		receive(new ConnackFrame(4, 0, ReasonCode.SUCCESS, "", "", 1));
		sent();
		this.session.send(SendFrame.of(1, "", "bob", 1, Payload.EMPTY));
		assertThat(sent(4)).hasSize(1);
	}

	@Test
	void aRefusalHasTheServersReason() {
		open();
		receive(connack(ReasonCode.BAN));
		assertThat(this.events.failure).isInstanceOfSatisfying(ConnectRejectedException.class,
				(ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.BAN));
	}

	@Test
	void aDisconnectInPlaceOfConnackIsARefusalToo() {
		open();
		receive(DisconnectFrame.of(ReasonCode.RATE_LIMIT, "LIMIT_EXCEEDED"));
		assertThat(this.events.failure).isInstanceOfSatisfying(ConnectRejectedException.class,
				(ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.RATE_LIMIT));
	}

	@Test
	void anythingElseBeforeConnackFails() {
		open();
		receive(EVENT);
		assertThat(this.events.failure).isInstanceOf(ConnectFailedException.class)
			.hasMessageContaining("before CONNACK")
			.cause()
			.hasMessage("The first frame must be CONNACK, found EVENT");
	}

	@Test
	void anEndBeforeConnackFails() {
		open();
		this.channel.close();
		assertThat(this.events.failure).isInstanceOf(ConnectFailedException.class).hasMessageContaining("see its log");
	}

	@Test
	void malformedBytesEndTheConnection() {
		connect();
		this.channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { 13, 0, 0, 0, 0, 0 }));
		assertThat(this.events.cause()).isEqualTo(Cause.PROTOCOL_ERROR);
		assertThat(this.events.failureOfEnd()).isInstanceOf(MalformedFrameException.class);
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void aFrameThatIsTooLargeEndsTheConnection() {
		connect();
		this.channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { 16, 0, 0x40, 0, 0, 0 }));
		assertThat(this.events.cause()).isEqualTo(Cause.PROTOCOL_ERROR);
		assertThat(this.events.failureOfEnd()).isInstanceOf(FrameTooLargeException.class);
	}

	@Test
	void aFrameThatOnlyAClientSendsEndsTheConnection() {
		connect();
		receive(PingFrame.INSTANCE);
		assertThat(this.events.failureOfEnd()).isInstanceOf(ProtocolException.class)
			.hasMessage("Only a client sends PING");
	}

	@Test
	void aSecondConnackEndsTheConnection() {
		connect();
		receive(connack(ReasonCode.SUCCESS));
		assertThat(this.events.failureOfEnd()).hasMessage("A second CONNACK");
	}

	@Test
	void aFrameThatIsNotCompletedInTimeEndsTheConnection() {
		connect();
		this.channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { 12 }));
		pass(this.config.frameLimits.timeout().minus(TICK));
		assertThat(this.events.over).isNull();
		pass(TICK.multipliedBy(2));
		assertThat(this.events.cause()).isEqualTo(Cause.TIMEOUT);
	}

	@Test
	void aPingIsSentAfterEachInterval() {
		connect();
		pass(MINUTE.minus(TICK));
		assertThat(sent()).isEmpty();
		pass(TICK.multipliedBy(2));
		assertThat(sent()).containsExactly(PingFrame.INSTANCE);
		receive(PongFrame.INSTANCE);
		pass(MINUTE);
		assertThat(sent()).containsExactly(PingFrame.INSTANCE);
		assertThat(this.events.received).isEmpty();
	}

	@Test
	void noPingIsSentIfTheIntervalIsZero() {
		this.config.pingInterval = Duration.ZERO;
		connect();
		pass(MINUTE.multipliedBy(3));
		assertThat(sent()).isEmpty();
		assertThat(this.events.over).isNull();
	}

	@Test
	void aServerThatDoesNotAnswerPingIsGone() {
		connect();
		pass(MINUTE.plus(TICK));
		pass(MINUTE.plus(TICK));
		assertThat(this.events.cause()).isEqualTo(Cause.TIMEOUT);
		assertThat(this.events.failureOfEnd()).hasMessageContaining("PT1M");
	}

	@Test
	void aServerThatSendsAnythingIsThere() {
		connect();
		pass(MINUTE.plus(TICK));
		receive(EVENT);
		pass(MINUTE.plus(TICK));
		assertThat(this.events.over).isNull();
	}

	@Test
	void nobodyIsGoneWhileReadingIsPaused() {
		connect();
		this.session.pauseReading();
		pass(MINUTE.multipliedBy(3));
		assertThat(this.events.over).isNull();
	}

	@Test
	void aPingTakesAsLongAsItsAnswer() {
		connect();
		CompletionStage<Duration> ping = this.session.ping();
		pass(Duration.ofSeconds(2));
		receive(PongFrame.INSTANCE);
		assertThat(ping.toCompletableFuture()).isCompletedWithValue(Duration.ofSeconds(2));
	}

	@Test
	void aMessageWaitsForItsAnswerUntilItsTimeout() {
		connect();
		CompletionStage<SendackFrame> ack = sendForAck(SendFrame.of(5, "", "bob", 1, Payload.EMPTY),
				Duration.ofSeconds(3));
		pass(Duration.ofSeconds(3).minus(TICK));
		assertThat(ack.toCompletableFuture()).isNotDone();
		pass(TICK.multipliedBy(2));
		assertThat(ack.toCompletableFuture()).isCompletedExceptionally();
		SendackFrame late = new SendackFrame(0, 1, 5, 1, ReasonCode.SUCCESS);
		receive(late);
		assertThat(this.events.received).containsExactly(late);
	}

	@Test
	void answersMayComeInAnyOrder() {
		connect();
		var first = sendForAck(SendFrame.of(1, "", "bob", 1, Payload.EMPTY), MINUTE).toCompletableFuture();
		var second = sendForAck(SendFrame.of(2, "", "bob", 1, Payload.EMPTY), MINUTE).toCompletableFuture();
		receive(new SendackFrame(0, 1, 2, 1, ReasonCode.SUCCESS));
		assertThat(first).isNotDone();
		assertThat(second).isCompleted();
		receive(new SendackFrame(0, 1, 1, 1, ReasonCode.SUCCESS));
		assertThat(first).isCompleted();
	}

	@Test
	void aSubackIsFoundByItsSubNoAndOthersAreReceived() {
		connect();
		SubFrame first = SubFrame.of("1", "lobby", 2, SubFrame.SUBSCRIBE);
		SubFrame second = SubFrame.of("2", "lobby", 2, SubFrame.SUBSCRIBE);
		var firstAck = this.session.sendForAck(first, PendingAck.of(first, MINUTE)).toCompletableFuture();
		var secondAck = this.session.sendForAck(second, PendingAck.of(second, MINUTE)).toCompletableFuture();
		var message = sendForAck(SendFrame.of(2, "", "bob", 1, Payload.EMPTY), MINUTE).toCompletableFuture();
		assertThat(sent()).startsWith(first, second);
		SubackFrame unknown = SubackFrame.of(SubFrame.of("3", "lobby", 2, SubFrame.SUBSCRIBE), ReasonCode.SUCCESS);
		receive(unknown);
		receive(SubackFrame.of(second, ReasonCode.RATE_LIMIT));
		assertThat(firstAck).isNotDone();
		assertThat(message).isNotDone();
		assertThat(secondAck).isCompletedWithValue(SubackFrame.of(second, ReasonCode.RATE_LIMIT));
		assertThat(this.events.received).containsExactly(unknown);
	}

	@Test
	void aSubWaitsForItsAnswerUntilItsTimeout() {
		connect();
		SubFrame sub = SubFrame.of("7", "lobby", 2, SubFrame.SUBSCRIBE);
		var ack = this.session.sendForAck(sub, PendingAck.of(sub, Duration.ofSeconds(3))).toCompletableFuture();
		pass(Duration.ofSeconds(3).minus(TICK));
		assertThat(ack).isNotDone();
		pass(TICK.multipliedBy(2));
		assertThat(ack).isCompletedExceptionally();
		assertThatThrownBy(ack::get).hasCauseInstanceOf(WkClientTimeoutException.class)
			.hasMessageEndingWith("No SUBACK for subNo 7 within PT3S");
	}

	@Test
	void whatWaitsFailsWhenTheConnectionEnds() {
		connect();
		var ack = sendForAck(SendFrame.of(1, "", "bob", 1, Payload.EMPTY), MINUTE).toCompletableFuture();
		var ping = this.session.ping().toCompletableFuture();
		this.channel.close();
		assertThat(ack).isCompletedExceptionally();
		assertThat(ping).isCompletedExceptionally();
		assertThat(this.events.cause()).isEqualTo(Cause.SERVER);
	}

	private CompletionStage<SendackFrame> sendForAck(SendFrame frame, Duration timeout) {
		return this.session.sendForAck(frame, PendingAck.of(frame, timeout));
	}

	private void open() {
		WheelSettings wheel = WheelSettings.defaults();
		PipelineInstaller installer = new PipelineInstaller(
				new ChannelSettings(Protocol.AUTO, this.config.frameLimits, this.config.outbound),
				(loop) -> new LoopContext(loop, wheel), this.session::open);
		this.channel.freezeTime();
		this.channel.pipeline().addLast(new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel added) {
				installer.install(added);
			}

		});
		this.channel.pipeline().fireChannelActive();
		this.channel.runPendingTasks();
	}

	private void connect() {
		open();
		receive(connack(ReasonCode.SUCCESS));
		assertThat(this.events.connected).isOne();
		sent();
	}

	private void pass(Duration time) {
		this.channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
		this.channel.runScheduledPendingTasks();
		this.channel.runPendingTasks();
	}

	private void receive(Frame frame) {
		this.channel.writeInbound(encoded(frame));
	}

	private List<Frame> sent() {
		return sent(ProtocolVersion.LATEST);
	}

	private List<Frame> sent(int version) {
		this.channel.runPendingTasks();
		List<Frame> frames = new ArrayList<>();
		ByteBuf bytes = this.channel.readOutbound();
		while (bytes != null) {
			while (bytes.isReadable()) {
				frames.add(FrameDecoder.of(WireFormat.FIXED).decode(bytes, version, 1 << 20));
			}
			bytes.release();
			bytes = this.channel.readOutbound();
		}
		return frames;
	}

	private static ConnackFrame connack(ReasonCode reasonCode) {
		return new ConnackFrame(ProtocolVersion.LATEST, 0, reasonCode, "", "", 1);
	}

	private static ByteBuf encoded(Frame frame) {
		ByteBuf bytes = Unpooled.buffer();
		FrameEncoder.of(WireFormat.FIXED).encode(frame, ProtocolVersion.LATEST, bytes);
		return bytes;
	}

	private static final class Events implements SessionEvents {

		private final List<ServerFrame> received = new ArrayList<>();

		private int connected;

		private @Nullable WkClientException failure;

		private @Nullable WkClientDisconnect over;

		@Override
		public void connected(ClientSession session) {
			this.connected++;
		}

		@Override
		public void failed(WkClientException newFailure) {
			if (this.failure == null) {
				this.failure = newFailure;
			}
		}

		@Override
		public void received(ClientSession session, ServerFrame frame) {
			this.received.add(frame);
		}

		@Override
		public void over(WkClientDisconnect disconnect) {
			assertThat(this.over).as("The first end").isNull();
			this.over = disconnect;
		}

		Cause cause() {
			assertThat(this.over).as("The end").isNotNull();
			return this.over.cause();
		}

		@Nullable Throwable failureOfEnd() {
			assertThat(this.over).as("The end").isNotNull();
			return this.over.failure();
		}

	}

}
