package io.wknet.client;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What the application holds: a connection over as many sessions as it takes, one at a
 * time. The next begins only after the one before has told that it is over.
 */
final class ReconnectingConnection implements WkClientConnection {

	private static final Logger logger = LoggerFactory.getLogger(ReconnectingConnection.class);

	private static final long MAX_CLIENT_SEQ = 0xFFFF_FFFFL;

	private final WkClient.Config config;

	private final String deviceId;

	private final ReceiveQueue queue;

	private final AtomicLong lastClientSeq = new AtomicLong();

	private final AtomicLong lastSubNo = new AtomicLong();

	private final CompletableFuture<WkClientDisconnect> closed = new CompletableFuture<>();

	private final Disposable.Swap reconnecting = Disposables.swap();

	/** The session in use; {@code null} while there is none. */
	private volatile @Nullable ClientSession session;

	private volatile @Nullable ConnackFrame connack;

	private volatile WkClientDisconnect last = WkClientDisconnect.of(Cause.CLIENT);

	private volatile boolean closing;

	private int failures;

	private long connectedNanos;

	ReconnectingConnection(WkClient.Config config) {
		this.config = config;
		this.deviceId = (config.deviceId != null) ? config.deviceId : UUID.randomUUID().toString();
		this.queue = new ReceiveQueue(config.maxPendingFrames);
	}

	Mono<WkClientConnection> connect() {
		return ConnectAttempt.connect(this.config, this).map((first) -> {
			connected(first);
			return this;
		});
	}

	ConnectFrame connectFrame() {
		return new ConnectFrame(0, this.config.protocolVersion, this.config.deviceFlag, this.deviceId, this.config.uid,
				this.config.token, System.currentTimeMillis(), "");
	}

	// Sessions

	private void connected(ClientSession connected) {
		this.connack = connected.connack();
		this.connectedNanos = System.nanoTime();
		this.session = connected;
		if (this.config.onFrame == null && this.queue.isFull()) {
			connected.pauseReading();
		}
		if (this.closing) {
			connected.close();
			return;
		}
		logger.debug("Connected to {}", this.config.address());
		call(this.config.onConnected, this);
	}

	void received(ClientSession source, ServerFrame frame) {
		if (this.config.onFrame != null) {
			call(this.config.onFrame, frame);
		}
		else if (this.queue.add(frame)) {
			source.pauseReading();
		}
	}

	void over(WkClientDisconnect disconnect) {
		this.session = null;
		ReconnectPolicy policy = this.config.reconnect;
		boolean again = policy != null && !this.closing && ReconnectPolicy.isTemporary(disconnect);
		WkClientDisconnect told = disconnect.withReconnect(again);
		this.last = told;
		logger.debug("Connection to {} ended: {}", this.config.address(), told);
		call(this.config.onDisconnected, told);
		if (again && policy != null) {
			if (System.nanoTime() - this.connectedNanos >= policy.max().toNanos()) {
				this.failures = 0;
			}
			reconnectLater(policy);
		}
		else {
			end(told);
		}
	}

	/**
	 * A connection that does not last counts as a failure, so that a server that lets
	 * clients in and drops them is not asked ever faster.
	 */
	private void reconnectLater(ReconnectPolicy policy) {
		Duration delay = policy.delay(this.failures++);
		logger.debug("Connecting to {} again in {}", this.config.address(), delay);
		try {
			this.reconnecting.update(
					this.config.scheduler().schedule(() -> reconnect(policy), delay.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (RejectedExecutionException ex) {
			// The event loops have ended.
			end(WkClientDisconnect.of(Cause.IO_ERROR, ex));
		}
		endIfClosing();
	}

	private void reconnect(ReconnectPolicy policy) {
		this.reconnecting.update(ConnectAttempt.connect(this.config, this)
			.subscribe(this::connected, (failure) -> reconnectFailed(policy, failure)));
		endIfClosing();
	}

	private void reconnectFailed(ReconnectPolicy policy, Throwable failure) {
		logger.debug("No connection to {}: {}", this.config.address(), failure.getMessage());
		if (failure instanceof ConnectRejectedException rejected
				&& !ReconnectPolicy.isTemporary(rejected.reasonCode())) {
			end(new WkClientDisconnect(Cause.REJECTED, rejected.reasonCode(), "", rejected, false));
		}
		else {
			reconnectLater(policy);
		}
	}

	private void endIfClosing() {
		if (this.closing && this.session == null) {
			this.reconnecting.dispose();
			end(WkClientDisconnect.of(Cause.CLIENT));
		}
	}

	private void end(WkClientDisconnect disconnect) {
		this.last = disconnect;
		this.queue.end(disconnect);
		this.closed.complete(disconnect);
	}

	/**
	 * The application's mistake does not end the connection.
	 */
	private <T> void call(@Nullable Consumer<? super T> callback, T argument) {
		if (callback == null) {
			return;
		}
		try {
			callback.accept(argument);
		}
		catch (RuntimeException ex) {
			logger.error("A callback of the client of {} failed", this.config.address(), ex);
		}
	}

	// What the application asks

	@Override
	public boolean isConnected() {
		return this.session != null;
	}

	@Override
	public ConnackFrame connack() {
		ConnackFrame answer = this.connack;
		assert answer != null;
		return answer;
	}

	@Override
	public CompletionStage<@Nullable Void> send(ClientFrame frame) {
		if (frame instanceof ConnectFrame) {
			throw new IllegalArgumentException("The client sends CONNECT itself; configure it at WkClient");
		}
		ClientSession current = this.session;
		return (current != null) ? current.send(frame) : notConnected();
	}

	@Override
	public CompletionStage<SendackFrame> sendForAck(SendFrame frame, Duration timeout) {
		WkClient.requirePositive("The timeout", timeout);
		ClientSession current = this.session;
		return (current != null) ? current.sendForAck(frame, PendingAck.of(frame, timeout)) : notConnected();
	}

	@Override
	public CompletionStage<SendackFrame> sendForAck(String channelId, int channelType, Payload payload,
			Duration timeout) {
		long clientSeq = this.lastClientSeq.incrementAndGet() & MAX_CLIENT_SEQ;
		return sendForAck(SendFrame.of(clientSeq, UUID.randomUUID().toString(), channelId, channelType, payload),
				timeout);
	}

	@Override
	public CompletionStage<SubackFrame> subscribe(String channelId, int channelType, String param, Duration timeout) {
		return sub(channelId, channelType, SubFrame.SUBSCRIBE, param, timeout);
	}

	@Override
	public CompletionStage<SubackFrame> unsubscribe(String channelId, int channelType, Duration timeout) {
		return sub(channelId, channelType, SubFrame.UNSUBSCRIBE, "", timeout);
	}

	private CompletionStage<SubackFrame> sub(String channelId, int channelType, int action, String param,
			Duration timeout) {
		WkClient.requirePositive("The timeout", timeout);
		String subNo = Long.toString(this.lastSubNo.incrementAndGet());
		SubFrame frame = new SubFrame(0, 0, subNo, channelId, channelType, action, param);
		ClientSession current = this.session;
		return (current != null) ? current.sendForAck(frame, PendingAck.of(frame, timeout)) : notConnected();
	}

	@Override
	public CompletionStage<Duration> ping() {
		ClientSession current = this.session;
		return (current != null) ? current.ping() : notConnected();
	}

	private <T extends @Nullable Object> CompletionStage<T> notConnected() {
		return CompletableFuture.failedStage(new WkClientClosedException(this.last));
	}

	@Override
	public ServerFrame receive(Duration timeout) throws InterruptedException {
		if (this.config.onFrame != null) {
			throw new IllegalStateException(
					"Frames go to the listener given to WkClient.onFrame; leave it out to use receive");
		}
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException(
					"receive waits and must not be called on an event loop; use WkClient.onFrame there");
		}
		return this.queue.poll(timeout, this::resumeReading);
	}

	private void resumeReading() {
		ClientSession current = this.session;
		if (current != null) {
			current.resumeReading();
		}
	}

	@Override
	public CompletionStage<WkClientDisconnect> closed() {
		return this.closed.copy();
	}

	@Override
	public void close() {
		this.closing = true;
		ClientSession current = this.session;
		if (current != null) {
			current.close();
		}
		else {
			endIfClosing();
		}
	}

	@Override
	public void abort() {
		this.closing = true;
		ClientSession current = this.session;
		if (current != null) {
			current.abort(WkClientDisconnect.of(Cause.CLIENT));
		}
		else {
			endIfClosing();
		}
	}

}
