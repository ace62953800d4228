package io.wknet.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.crypto.KeyExchange;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.timer.Deadline;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a client, from its first byte to its last:
 *
 * <pre>
 * open --CONNECT--> waiting --CONNACK--> connected --+
 *                      |                             |
 *                      +------> over <---------------+
 * </pre>
 *
 * It belongs to one event loop. Sending, pinging and closing may come from any thread.
 */
final class ClientSession implements FrameReceiver {

	private static final Logger logger = LoggerFactory.getLogger(ClientSession.class);

	private final WkClient.Config config;

	/**
	 * This side's half of the exchange of keys, or {@code null} without encryption.
	 */
	private final @Nullable KeyExchange exchange;

	private final ConnectFrame connect;

	private final SessionEvents events;

	private final Map<Object, PendingAck<?>> acks = new ConcurrentHashMap<>();

	private final Queue<PendingPing> pings = new ConcurrentLinkedQueue<>();

	private final AtomicReference<@Nullable WkClientDisconnect> end = new AtomicReference<>();

	private final Deadline lateness = new Lateness();

	private final Deadline heartbeat = new Heartbeat();

	private volatile @Nullable FrameChannel channel;

	private volatile @Nullable ConnackFrame connack;

	private @Nullable MessageSeal seal;

	private boolean paused;

	private boolean over;

	ClientSession(WkClient.Config config, ConnectFrame connect, SessionEvents events) {
		this.config = config;
		this.exchange = config.encryption ? KeyExchange.begin() : null;
		this.connect = (this.exchange != null) ? connect.withClientKey(this.exchange.publicKey()) : connect;
		this.events = events;
	}

	FrameReceiver open(FrameChannel opened) {
		this.channel = opened;
		opened.format(this.config.format);
		opened.version(ProtocolVersion.negotiate(this.connect.version()));
		return this;
	}

	@Override
	public void opened() {
		sendConnect();
	}

	ConnackFrame connack() {
		ConnackFrame answer = this.connack;
		assert answer != null;
		return answer;
	}

	// Any thread

	CompletionStage<@Nullable Void> send(ClientFrame frame) {
		return channel().send(frame);
	}

	/**
	 * Send a message or a SUB. What waits for the answer is known before the frame
	 * leaves; the frame itself takes the way of all others, so that their order is kept.
	 */
	<A extends ServerFrame> CompletionStage<A> sendForAck(ClientFrame frame, PendingAck<A> pending) {
		if (this.acks.putIfAbsent(pending.key, pending) != null) {
			pending.refuse();
			return pending.result;
		}
		pending.result.whenComplete((ack, failure) -> this.acks.remove(pending.key, pending));
		send(frame).whenComplete((sent, failure) -> {
			if (failure != null) {
				pending.result.completeExceptionally(failure);
			}
		});
		onLoop(() -> {
			if (!pending.result.isDone()) {
				channel().loop().schedule(pending, channel().loop().nanoTime() + pending.timeout().toNanos());
			}
		});
		return pending.result;
	}

	CompletionStage<Duration> ping() {
		PendingPing ping = new PendingPing(channel().loop().nanoTime(), new CompletableFuture<>());
		this.pings.add(ping);
		send(PingFrame.INSTANCE).whenComplete((sent, failure) -> {
			if (failure != null) {
				ping.result().completeExceptionally(failure);
			}
		});
		return ping.result();
	}

	/**
	 * Send what was written and a DISCONNECT, and close.
	 */
	void close() {
		this.end.compareAndSet(null, WkClientDisconnect.of(Cause.CLIENT));
		onLoop(() -> channel().finish(DisconnectFrame.of(ReasonCode.UNKNOWN, Cause.CLIENT.name())));
	}

	/**
	 * Close at once.
	 */
	void abort(WkClientDisconnect disconnect) {
		this.end.compareAndSet(null, disconnect);
		onLoop(channel()::abort);
	}

	void resumeReading() {
		onLoop(() -> {
			this.paused = false;
			channel().resumeReading();
		});
	}

	// The event loop

	void pauseReading() {
		this.paused = true;
		channel().pauseReading();
	}

	private void sendConnect() {
		channel().send(this.connect).whenComplete((sent, failure) -> {
			if (failure instanceof IllegalArgumentException) {
				this.events
					.failed(new ConnectFailedException("CONNECT can not be sent: " + failure.getMessage(), failure));
				channel().abort();
			}
		});
	}

	@Override
	public void frameReceived(Frame frame, int bytes) {
		if (this.over) {
			return;
		}
		if (this.connack == null) {
			connectAnswered(frame);
		}
		else {
			received(frame);
		}
	}

	private void connectAnswered(Frame frame) {
		if (frame instanceof ConnackFrame answer) {
			if (answer.isSuccess()) {
				connected(answer);
			}
			else {
				rejected(answer.reasonCode());
			}
		}
		else if (frame instanceof DisconnectFrame disconnect) {
			rejected(disconnect.reasonCode());
		}
		else {
			malformed(new ProtocolException("The first frame must be CONNACK, found " + frame.type()));
		}
	}

	private void connected(ConnackFrame answer) {
		if (this.exchange != null && !exchanged(this.exchange, answer)) {
			return;
		}
		this.connack = answer;
		if (answer.serverVersion() != 0) {
			channel().version(ProtocolVersion.negotiate(Math.min(answer.serverVersion(), this.connect.version())));
		}
		scheduleHeartbeat();
		this.events.connected(this);
	}

	private boolean exchanged(KeyExchange begun, ConnackFrame answer) {
		try {
			this.seal = MessageSeal.of(begun, answer);
			channel().seal(this.seal);
			return true;
		}
		catch (ProtocolException ex) {
			malformed(ex);
			return false;
		}
	}

	private void rejected(ReasonCode reasonCode) {
		this.events.failed(new ConnectRejectedException(reasonCode));
		channel().finish(null);
	}

	private void received(Frame frame) {
		switch (frame.type()) {
			case SENDACK -> answered(((SendackFrame) frame).clientSeq(), (ServerFrame) frame);
			case SUBACK -> answered(((SubackFrame) frame).subNo(), (ServerFrame) frame);
			case PONG -> pingAnswered((PongFrame) frame);
			case RECV -> messageReceived((RecvFrame) frame);
			case DISCONNECT -> disconnectReceived((DisconnectFrame) frame);
			case EVENT, APPLICATION -> deliver((ServerFrame) frame);
			case CONNACK -> malformed(new ProtocolException("A second CONNACK"));
			case CONNECT, SEND, RECVACK, PING, SUB ->
				malformed(new ProtocolException("Only a client sends " + frame.type()));
		}
	}

	private void answered(Object key, ServerFrame ack) {
		PendingAck<?> pending = this.acks.get(key);
		if (pending == null) {
			deliver(ack);
			return;
		}
		channel().loop().cancel(pending);
		pending.complete(ack);
	}

	private void pingAnswered(PongFrame pong) {
		PendingPing ping = this.pings.poll();
		if (ping == null) {
			deliver(pong);
			return;
		}
		ping.result().complete(Duration.ofNanos(channel().loop().nanoTime() - ping.sentNanos()));
	}

	private void messageReceived(RecvFrame recv) {
		RecvFrame plain = (this.seal != null) ? this.seal.open(recv) : recv;
		if (plain == null) {
			malformed(new ProtocolException("The message key or the payload of a RECV is wrong"));
			return;
		}
		deliver(plain);
		if (this.config.autoAck) {
			channel().write(RecvackFrame.of(plain));
			channel().flush();
		}
	}

	private void disconnectReceived(DisconnectFrame disconnect) {
		this.end.compareAndSet(null,
				new WkClientDisconnect(Cause.SERVER, disconnect.reasonCode(), disconnect.reason(), null, false));
		deliver(disconnect);
		channel().finish(null);
	}

	private void deliver(ServerFrame frame) {
		this.events.received(this, frame);
	}

	@Override
	public void malformed(ProtocolException ex) {
		logger.debug("The server at {} broke the protocol: {}", channel().remoteAddress(), ex.getMessage());
		abort(WkClientDisconnect.of(Cause.PROTOCOL_ERROR, ex));
	}

	@Override
	public void overflowed() {
		abort(WkClientDisconnect.of(Cause.OVERFLOW));
	}

	@Override
	public void deadlineSet(long nanoTime) {
		channel().loop().scheduleNoLaterThan(this.lateness, nanoTime);
	}

	@Override
	public RuntimeException closeCause() {
		WkClientDisconnect known = this.end.get();
		return new WkClientClosedException((known != null) ? known : WkClientDisconnect.of(Cause.IO_ERROR));
	}

	@Override
	public void closed(@Nullable Throwable failure) {
		this.over = true;
		this.end.compareAndSet(null, WkClientDisconnect.of((failure != null) ? Cause.IO_ERROR : Cause.SERVER, failure));
		WkClientDisconnect disconnect = this.end.get();
		assert disconnect != null;
		channel().loop().cancel(this.lateness);
		channel().loop().cancel(this.heartbeat);
		if (this.connack == null) {
			Throwable cause = disconnect.failure();
			this.events.failed(new ConnectFailedException(
					"The connection ended before CONNACK ("
							+ ((cause != null) ? cause.getMessage() : "the server closed it; see its log") + ")",
					cause));
		}
		else {
			failPending(new WkClientClosedException(disconnect));
			this.events.over(disconnect);
		}
	}

	private void failPending(WkClientClosedException failure) {
		for (Iterator<PendingAck<?>> all = this.acks.values().iterator(); all.hasNext();) {
			PendingAck<?> pending = all.next();
			channel().loop().cancel(pending);
			pending.result.completeExceptionally(failure);
		}
		PendingPing ping = this.pings.poll();
		while (ping != null) {
			ping.result().completeExceptionally(failure);
			ping = this.pings.poll();
		}
	}

	private void scheduleHeartbeat() {
		if (!this.config.pingInterval.isZero()) {
			channel().loop().schedule(this.heartbeat, channel().loop().nanoTime() + this.config.pingInterval.toNanos());
		}
	}

	private void onLoop(Runnable task) {
		if (channel().loop().inEventLoop()) {
			task.run();
			return;
		}
		try {
			channel().loop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The event loops have ended, and with them the connection");
		}
	}

	private FrameChannel channel() {
		FrameChannel opened = this.channel;
		assert opened != null;
		return opened;
	}

	@Override
	public void bytesReceived(int bytes) {
		// A client counts nothing.
	}

	@Override
	public void frameSent(Frame frame, int bytes) {
		// A client counts nothing.
	}

	@Override
	public void bytesSent(int bytes) {
		// A client counts nothing.
	}

	/**
	 * Sends a PING now and then, and notices that the one before brought nothing back.
	 * While reading is paused nobody can tell.
	 */
	private final class Heartbeat extends Deadline {

		private long lastPingNanos = Long.MIN_VALUE;

		@Override
		protected void expired(long nanoTime) {
			if (!ClientSession.this.paused && channel().lastReadNanos() < this.lastPingNanos) {
				abort(WkClientDisconnect.of(Cause.TIMEOUT, new WkClientTimeoutException("Nothing was received for "
						+ ClientSession.this.config.pingInterval + " after a PING; the server is gone")));
				return;
			}
			this.lastPingNanos = nanoTime;
			ping();
			scheduleHeartbeat();
		}

	}

	/**
	 * Ends the session when a frame does not arrive or leave in time.
	 */
	private final class Lateness extends Deadline {

		@Override
		protected void expired(long nanoTime) {
			long next = channel().nextDeadline();
			if (next > nanoTime) {
				if (next != Long.MAX_VALUE) {
					deadlineSet(next);
				}
				return;
			}
			abort(WkClientDisconnect.of(Cause.TIMEOUT, new WkClientTimeoutException(channel().isFrameLate(nanoTime)
					? "The server did not complete a frame in time" : "The server does not read what is sent to it")));
		}

	}

}
