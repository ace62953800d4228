package io.wknet.bench.server;

import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.auth.Authenticator;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.codec.WireFormat;
import io.wknet.connection.WkConnection;
import io.wknet.crypto.KeyExchange;
import io.wknet.crypto.PayloadCipher;
import io.wknet.delivery.FanOutSettings;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.session.AuthSettings;
import io.wknet.session.DispatchSettings;
import io.wknet.session.SessionSettings;
import io.wknet.session.Sessions;
import io.wknet.timer.WheelSettings;
import io.wknet.topic.TopicSettings;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.LoopContext;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.PipelineInstaller;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What payload encryption costs: a SEND of 128 bytes from the bytes of a read to those of
 * the answer, and with {@code RECV} the message back as well, without sockets. Each of
 * 200 connections in turn sends one, so that each frame needs another key than the one
 * before. Subtract the time of {@code encrypted=false}.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EncryptionBenchmark {

	private static final int CONNECTIONS = 200;

	private static final SendFrame SEND = SendFrame.of(1, "0123456789abcdef", "c1", 2, Payload.utf8("x".repeat(128)));

	@Param({ "false", "true" })
	private boolean encrypted;

	@Param({ "SENDACK", "RECV" })
	private String answer;

	private final EmbeddedChannel[] channels = new EmbeddedChannel[CONNECTIONS];

	private final byte[][] reads = new byte[CONNECTIONS][];

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private int next;

	@Setup(Level.Trial)
	public void connect() throws InvalidKeyException {
		PipelineInstaller installer = installer();
		ByteBufAllocator allocator = new AdaptiveByteBufAllocator(true);
		for (int i = 0; i < CONNECTIONS; i++) {
			EmbeddedChannel channel = new EmbeddedChannel();
			channel.config().setAllocator(allocator);
			installer.install(channel);
			channel.pipeline().fireChannelActive();
			this.channels[i] = channel;
			this.reads[i] = encoded(login(channel, "u" + i));
		}
	}

	private PipelineInstaller installer() {
		Sessions sessions = new Sessions(new SessionSettings(
				new SessionSettings.Application(Authenticator.sharedToken("token"),
						AsyncWkListener.of(new Answering(), Dispatch.EVENT_LOOP), List.of(), null,
						WkMetricsRecorder.NOOP, Runnable::run, null),
				AuthSettings.defaults(), DispatchSettings.defaults(), FrameLimits.defaults(), Duration.ofMinutes(3),
				TopicSettings.defaults(), FanOutSettings.defaults()));
		LoopContext context = new LoopContext(this.loop.eventLoop(), WheelSettings.defaults());
		return new PipelineInstaller(
				new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(), OutboundSettings.defaults()),
				(eventLoop) -> context, (channel) -> sessions.open("tcp", channel));
	}

	/**
	 * Log in.
	 * @return what this client sends from then on
	 */
	private SendFrame login(EmbeddedChannel channel, String uid) throws InvalidKeyException {
		KeyExchange exchange = KeyExchange.begin();
		ConnectFrame connect = ConnectFrame.of(uid, DeviceFlag.APP, "device", "token");
		ByteBuf answered = receive(channel,
				encoded(this.encrypted ? connect.withClientKey(exchange.publicKey()) : connect));
		Frame connack = FrameDecoder.of(WireFormat.WKPROTO)
			.decode(answered, ProtocolVersion.LATEST, FrameLimits.defaults().maxFrameBytes());
		answered.release();
		if (!this.encrypted || !(connack instanceof ConnackFrame keys)) {
			return SEND;
		}
		PayloadCipher cipher = exchange.complete(keys.serverKey(), keys.salt());
		byte[] sealed = cipher.seal(SEND.payload().toByteArray());
		return SEND.withPayload(Payload.wrap(sealed),
				cipher.sendKey(SEND.clientSeq(), SEND.clientMsgNo(), SEND.channelId(), SEND.channelType(), sealed));
	}

	private static byte[] encoded(Frame frame) {
		ByteBuf out = Unpooled.buffer();
		FrameEncoder.of(WireFormat.WKPROTO).encode(frame, ProtocolVersion.LATEST, out);
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		return bytes;
	}

	private ByteBuf receive(EmbeddedChannel channel, byte[] bytes) {
		ByteBuf read = channel.alloc().directBuffer(2048);
		read.writeBytes(bytes);
		channel.pipeline().fireChannelRead(read);
		channel.pipeline().fireChannelReadComplete();
		this.loop.runPendingTasks();
		ByteBuf answered = channel.readOutbound();
		if (answered == null) {
			throw new IllegalStateException("No answer");
		}
		return answered;
	}

	@Benchmark
	public int send() {
		this.next = (this.next + 1 < CONNECTIONS) ? this.next + 1 : 0;
		ByteBuf answered = receive(this.channels[this.next], this.reads[this.next]);
		int bytes = answered.readableBytes();
		answered.release();
		return bytes;
	}

	/**
	 * Answers every SEND.
	 */
	private final class Answering implements WkListener {

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) {
			if (EncryptionBenchmark.this.answer.equals("RECV")) {
				connection.write(RecvFrame.of((SendFrame) frame, "u1", "c1", 1, 1));
			}
			connection.send(SendackFrame.accepted((SendFrame) frame, 1, 1));
		}

	}

}
