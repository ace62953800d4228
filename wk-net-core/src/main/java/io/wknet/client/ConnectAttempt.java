package io.wknet.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.ChannelOption;
import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.codec.Protocol;
import io.wknet.frame.ServerFrame;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import io.wknet.transport.PipelineInstaller;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.tcp.TcpClient;

/**
 * One attempt to connect, from the socket to the CONNACK. It has one outcome: a session,
 * a failure, a timeout or a cancellation, whichever is first.
 * <p>
 * The handlers of this project take the place of Reactor Netty's reactive bridge. Its
 * {@code connect()} therefore never emits; a socket that is open shows itself by opening
 * a session, and one that could not be opened by an error.
 */
final class ConnectAttempt implements SessionEvents {

	private final WkClient.Config config;

	private final ReconnectingConnection connection;

	private final MonoSink<ClientSession> sink;

	private final AtomicBoolean decided = new AtomicBoolean();

	private final Disposable.Swap timer = Disposables.swap();

	private final Disposable.Swap socket = Disposables.swap();

	private volatile @Nullable ClientSession session;

	private ConnectAttempt(WkClient.Config config, ReconnectingConnection connection, MonoSink<ClientSession> sink) {
		this.config = config;
		this.connection = connection;
		this.sink = sink;
	}

	/**
	 * Connects when it is subscribed to. Emits on the event loop of the session, before
	 * that has received anything but the CONNACK.
	 */
	static Mono<ClientSession> connect(WkClient.Config config, ReconnectingConnection connection) {
		return Mono.create((sink) -> new ConnectAttempt(config, connection, sink).start());
	}

	private void start() {
		this.sink.onCancel(this::cancel);
		this.timer.update(this.config.scheduler()
			.schedule(this::timedOut, this.config.connectTimeout.toNanos(), TimeUnit.NANOSECONDS));
		PipelineInstaller installer = new PipelineInstaller(
				new ChannelSettings(Protocol.AUTO, this.config.frameLimits, this.config.outbound), ClientLoops::context,
				this::opened);
		this.socket.update(TcpClient.newConnection()
			.runOn(this.config.loops().resources())
			.host(this.config.host)
			.port(this.config.port)
			// The timer above covers this too.
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
			.option(ChannelOption.TCP_NODELAY, true)
			.doOnChannelInit((observer, channel, remote) -> installer.install(channel))
			.connect()
			.subscribe((unused) -> {
			}, this::notOpened));
	}

	private FrameReceiver opened(FrameChannel channel) {
		ClientSession opened = new ClientSession(this.config, this.connection.connectFrame(), this);
		FrameReceiver receiver = opened.open(channel);
		this.session = opened;
		if (this.decided.get()) {
			opened.abort(WkClientDisconnect.of(Cause.CLIENT));
		}
		return receiver;
	}

	private void notOpened(Throwable failure) {
		failed(new ConnectFailedException(
				"No connection to " + this.config.address() + ": " + failure.getMessage() + "; is the server running?",
				failure));
	}

	private void timedOut() {
		if (decide()) {
			abandon();
			this.sink.error(new WkClientTimeoutException("Not connected to " + this.config.address() + " within "
					+ this.config.connectTimeout + " (TCP and CONNACK)"));
		}
	}

	private void cancel() {
		if (decide()) {
			abandon();
		}
	}

	private boolean decide() {
		boolean first = this.decided.compareAndSet(false, true);
		if (first) {
			this.timer.dispose();
		}
		return first;
	}

	private void abandon() {
		ClientSession opened = this.session;
		if (opened != null) {
			opened.abort(WkClientDisconnect.of(Cause.CLIENT));
		}
		else {
			this.socket.dispose();
		}
	}

	@Override
	public void connected(ClientSession connected) {
		if (decide()) {
			this.sink.success(connected);
		}
	}

	@Override
	public void failed(WkClientException failure) {
		if (decide()) {
			this.sink.error(failure);
		}
	}

	@Override
	public void received(ClientSession source, ServerFrame frame) {
		this.connection.received(source, frame);
	}

	@Override
	public void over(WkClientDisconnect disconnect) {
		this.connection.over(disconnect);
	}

}
