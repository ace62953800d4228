package io.wknet.session;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Credentials;
import io.wknet.auth.Identity;
import io.wknet.codec.FrameTooLargeException;
import io.wknet.codec.WireFormat;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionState;
import io.wknet.connection.ConnectionStats;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.SubFrame;
import io.wknet.listener.ListenerEvent;
import io.wknet.listener.TrafficListener;
import io.wknet.metrics.AuthOutcome;
import io.wknet.node.ClusterNode;
import io.wknet.node.Login;
import io.wknet.timer.Deadline;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One peer's walk from its first frame to its close. It belongs to one event loop and
 * needs no lock. It is its own {@link Deadline}: one entry of the wheel stands for
 * whichever of its limits comes first.
 * <p>
 * Closing has one door, {@link #close(CloseReason, Farewell)}: the first reason wins, on
 * any thread, and the rest follows on the event loop, after what was sent before.
 */
final class Session extends SubscribedPeer implements FrameReceiver {

	private static final Logger logger = LoggerFactory.getLogger(Session.class);

	private static final int LATEST_WITHOUT_SERVER_VERSION = 3;

	private static final long NODE_ID = 1;

	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

	private final ListenerRules rules;

	private @Nullable Authentication authentication;

	/**
	 * Encrypts and decrypts payloads, or {@code null} if they are plain.
	 */
	private @Nullable MessageSeal seal;

	private boolean introduced;

	/**
	 * Zero for any time.
	 */
	private volatile Duration maxIdle;

	Session(Sessions sessions, long id, ListenerRules rules, FrameChannel channel) {
		super(sessions, id, rules.name(), channel);
		this.rules = rules;
		this.maxIdle = rules.idleTimeout();
	}

	// Opening and authentication

	@Override
	public void opened() {
		channel().maxFrameBytes(Math.min(settings().auth().maxFrameBytes(), this.rules.frameLimits().maxFrameBytes()));
		channel().loop().schedule(this, nextDeadline());
		logger.debug("[{}] opened from {}", id(), remoteAddress());
		deliver(ListenerEvent.CONNECT, 0);
		if (sessions().isDraining()) {
			drain();
		}
	}

	private void connect(ConnectFrame connect) {
		int version = ProtocolVersion.negotiate(connect.version());
		channel().version(version);
		ReasonCode refusal = this.rules.encryption().refusal(connect.clientKey());
		if (refusal != null) {
			logger.debug("[{}] The client key was refused with reason {}", id(), refusal);
			turnAway(connect, refusal, CloseReason.AUTH_FAILED);
			return;
		}
		if (!sessions().beginAuthentication()) {
			turnAway(connect, ReasonCode.SYSTEM_ERROR, CloseReason.LIMIT_EXCEEDED);
			return;
		}
		state(ConnectionState.AUTHENTICATING);
		this.authentication = new Authentication(this,
				new Credentials(connect, id(), remoteAddress(), listener(), tlsSession()));
		authenticate();
	}

	@Override
	void introduced() {
		this.introduced = true;
		authenticate();
	}

	/**
	 * Ask the authenticator, once CONNECT is there and {@code onConnect} has ended.
	 */
	private void authenticate() {
		if (this.introduced && this.authentication != null && isOpen()) {
			this.authentication.begin(settings().application().authenticator());
		}
	}

	/**
	 * The authenticator has answered.
	 * @param result what it decided, or {@code null} if it failed
	 */
	void authenticated(Authentication answered, @Nullable AuthResult result) {
		if (!isOpen() || this.authentication != answered) {
			answered.record(AuthOutcome.ABANDONED);
			return;
		}
		ConnectFrame connect = answered.credentials().connect();
		if (result instanceof AuthResult.Accepted accepted) {
			answered.record(AuthOutcome.ACCEPTED);
			claim(answered, accepted.identity());
		}
		else {
			answered.record((result != null) ? AuthOutcome.REJECTED : AuthOutcome.ERROR);
			this.authentication = null;
			ReasonCode code = (result instanceof AuthResult.Rejected rejected) ? rejected.reasonCode()
					: ReasonCode.SYSTEM_ERROR;
			turnAway(connect, code, CloseReason.AUTH_FAILED);
		}
	}

	/**
	 * Let the peer in, in a cluster once its user and device are claimed.
	 */
	private void claim(Authentication answered, Identity identity) {
		ClusterNode cluster = sessions().cluster();
		if (cluster == null) {
			admit(answered, identity);
			return;
		}
		ConnectFrame connect = answered.credentials().connect();
		Login claimed = new Login(identity.uid(), id(), connect.deviceFlag(), identity.deviceLevel(),
				connect.deviceId());
		cluster.login(claimed, () -> executeOnLoop(() -> {
			if (isOpen() && this.authentication == answered) {
				login(claimed);
				admit(answered, identity);
			}
			else {
				cluster.left(claimed);
			}
		}));
	}

	private void admit(Authentication answered, Identity identity) {
		activate(answered.credentials().connect(), identity, answered.keys());
		handleEarlyFrames(answered);
	}

	/**
	 * Whether payloads are encrypted.
	 */
	Encryption encryption() {
		return this.rules.encryption();
	}

	private void turnAway(ConnectFrame connect, ReasonCode code, CloseReason reason) {
		channel().write(connack(connect, code, null));
		close(reason);
	}

	/**
	 * Let the peer in. CONNACK is written before anybody can find the session and send to
	 * it, and in plain text; what is sent later is encrypted.
	 */
	private void activate(ConnectFrame connect, Identity identity, @Nullable AgreedKeys keys) {
		channel().write(connack(connect, ReasonCode.SUCCESS, keys));
		if (keys != null) {
			this.seal = keys.seal();
			channel().seal(keys.seal());
		}
		authenticatedAs(identity, connect.deviceId(), connect.deviceFlag());
		state(ConnectionState.ACTIVE);
		channel().maxFrameBytes(this.rules.frameLimits().maxFrameBytes());
		for (Session replaced : sessions().table().authenticated(this, identity.uid())) {
			replaced.replacedBy(this);
		}
		channel().flush();
		reschedule(nextDeadline());
		logger.debug("[{}] authenticated", id());
		deliver(ListenerEvent.AUTHENTICATED, 0);
	}

	private void handleEarlyFrames(Authentication answered) {
		this.authentication = null;
		Authentication.EarlyFrame early = answered.nextEarly();
		while (early != null && isOpen()) {
			handle(early.frame(), early.bytes());
			early = answered.nextEarly();
		}
		channel().flush();
		resumeIfCaughtUp(waitingFrames());
	}

	private ConnackFrame connack(ConnectFrame connect, ReasonCode reasonCode, @Nullable AgreedKeys keys) {
		int version = channel().version();
		return new ConnackFrame((connect.version() > LATEST_WITHOUT_SERVER_VERSION) ? version : 0,
				System.currentTimeMillis() - connect.clientTimestamp(), reasonCode,
				(keys != null) ? keys.serverKey() : "", (keys != null) ? keys.salt() : "", NODE_ID);
	}

	// Frames

	@Override
	public void bytesReceived(int bytes) {
		this.bytesIn += bytes;
		channel().loop().counters().bytesIn(bytes);
		TrafficListener traffic = sessions().traffic();
		if (traffic != null) {
			traffic.bytesReceived(this, bytes);
		}
	}

	@Override
	public void frameReceived(Frame frame, int bytes) {
		FrameType type = frame.type();
		this.framesIn++;
		channel().loop().counters().frameIn(type);
		TrafficListener traffic = sessions().traffic();
		if (traffic != null) {
			traffic.frameReceived(this, frame);
		}
		if (!isOpen()) {
			return;
		}
		switch (state()) {
			case CONNECTED -> {
				if (frame instanceof ConnectFrame connect) {
					connect(connect);
				}
				else {
					refuse("The first frame must be CONNECT, found " + type);
				}
			}
			case AUTHENTICATING -> keep(frame, bytes);
			case ACTIVE -> handle(frame, bytes);
			case CLOSING, CLOSED -> {
			}
		}
	}

	private void keep(Frame frame, int bytes) {
		Authentication pending = this.authentication;
		if (frame.type() == FrameType.CONNECT) {
			refuse("A second CONNECT");
		}
		else if (pending != null && frame instanceof ClientFrame clientFrame) {
			pending.keep(clientFrame, bytes);
			if (pending.isFull(settings().dispatch())) {
				pause();
			}
		}
		else {
			serverFrameReceived(frame);
		}
	}

	private void handle(Frame frame, int bytes) {
		switch (frame.type()) {
			case PING -> channel().write(PongFrame.INSTANCE);
			case SEND -> messageReceived((SendFrame) frame, bytes);
			case SUB -> subReceived((SubFrame) frame, bytes);
			case RECVACK, EVENT, APPLICATION -> deliver(frame, bytes);
			case DISCONNECT -> close(CloseReason.CLIENT);
			case CONNECT -> refuse("A second CONNECT");
			case CONNACK, SENDACK, RECV, SUBACK, PONG -> serverFrameReceived(frame);
		}
	}

	private void messageReceived(SendFrame send, int bytes) {
		SendFrame plain = (this.seal != null) ? this.seal.open(send) : send;
		if (plain != null) {
			deliver(plain, bytes);
		}
		else {
			sessions().counters().unreadableMessages.increment();
			logger.debug("[{}] The message key or the payload of a SEND is wrong", id());
			channel().write(SendackFrame.refused(send, ReasonCode.PAYLOAD_DECODE_ERROR));
		}
	}

	@Override
	Subscriptions makeSubscriptions() {
		return new Subscriptions(this);
	}

	private void subReceived(SubFrame sub, int bytes) {
		TopicAuthorizer authorizer = settings().application().topicAuthorizer();
		deliver((authorizer != null) ? new SubRequest(this, authorizer, sub) : sub, bytes);
	}

	private void serverFrameReceived(Frame frame) {
		if (channel().format() == WireFormat.FIXED) {
			refuse("Only a server sends " + frame.type());
		}
	}

	private void refuse(String what) {
		malformed(new ProtocolException(what));
	}

	@Override
	public void malformed(ProtocolException ex) {
		logger.debug("[{}] {}", id(), ex.getMessage());
		close((ex instanceof FrameTooLargeException) ? CloseReason.FRAME_TOO_LARGE : CloseReason.PROTOCOL_ERROR);
	}

	@Override
	public void readCompleted() {
		handOver();
	}

	@Override
	public void frameSent(Frame frame, int bytes) {
		this.framesOut++;
		this.bytesOut += bytes;
		channel().loop().counters().frameOut(frame.type());
		TrafficListener traffic = sessions().traffic();
		if (traffic != null) {
			traffic.frameSent(this, frame);
		}
	}

	@Override
	public void bytesSent(int bytes) {
		channel().loop().counters().bytesOut(bytes);
		TrafficListener traffic = sessions().traffic();
		if (traffic != null) {
			traffic.bytesSent(this, bytes);
		}
	}

	// Deadlines

	@Override
	public void deadlineSet(long nanoTime) {
		channel().loop().scheduleNoLaterThan(this, nanoTime);
	}

	@Override
	public void maxIdle(Duration newMaxIdle) {
		if (newMaxIdle.isNegative()) {
			throw new IllegalArgumentException("maxIdle must not be negative, found " + newMaxIdle);
		}
		this.maxIdle = newMaxIdle;
		executeOnLoop(() -> {
			if (isOpen()) {
				reschedule(nextDeadline());
			}
		});
	}

	@Override
	protected void expired(long nanoTime) {
		long next = nextDeadline();
		if (next > nanoTime) {
			reschedule(next);
		}
		else if (state() == ConnectionState.CLOSING) {
			channel().abort();
		}
		else if (ownDeadline() <= channel().nextDeadline()) {
			close((state() == ConnectionState.ACTIVE) ? CloseReason.IDLE_TIMEOUT : CloseReason.AUTH_TIMEOUT);
		}
		else {
			close(channel().isFrameLate(nanoTime) ? CloseReason.FRAME_TIMEOUT : CloseReason.SLOW_CONSUMER);
		}
	}

	@Override
	void resumed() {
		reschedule(nextDeadline());
	}

	private void reschedule(long deadline) {
		if (deadline != Long.MAX_VALUE) {
			channel().loop().schedule(this, deadline);
		}
	}

	private long nextDeadline() {
		return Math.min(channel().nextDeadline(), ownDeadline());
	}

	/**
	 * When the peer is too late to authenticate, or too long silent. While reading is
	 * paused nobody can tell whether it is silent.
	 */
	private long ownDeadline() {
		Duration idle = this.maxIdle;
		return switch (state()) {
			case CONNECTED, AUTHENTICATING -> openedNanos() + nanos(this.rules.authTimeout());
			case ACTIVE -> (!idle.isZero() && !isPaused()) ? channel().lastReadNanos() + nanos(idle) : Long.MAX_VALUE;
			case CLOSING, CLOSED -> Long.MAX_VALUE;
		};
	}

	/**
	 * A duration in nanoseconds, cut to 146 years so that adding to it does not overflow.
	 */
	private static long nanos(Duration duration) {
		return (duration.compareTo(FOREVER) < 0) ? duration.toNanos() : FOREVER.toNanos();
	}

	// Closing

	@Override
	public RuntimeException closeCause() {
		return failure();
	}

	@Override
	public void close() {
		close(CloseReason.SERVER);
	}

	@Override
	public void close(ReasonCode reasonCode, String reason) {
		close(CloseReason.SERVER, new Farewell(reasonCode, reason, true, CloseReason.SERVER.webSocketStatus()));
	}

	@Override
	public void kick() {
		close(CloseReason.KICKED);
	}

	private void replacedBy(Session newer) {
		replaced(User.isSameDevice(this, newer));
	}

	/**
	 * A later login has taken the place of this one.
	 * @param sameDevice whether it is of the same device, which may connect again
	 */
	void replaced(boolean sameDevice) {
		close(CloseReason.KICKED, new Farewell(CloseReason.KICKED.reasonCode(), CloseReason.KICKED.name(), !sameDevice,
				CloseReason.KICKED.webSocketStatus()));
	}

	/**
	 * Close at once.
	 */
	void abort() {
		end(CloseReason.SHUTDOWN);
		channel().abort();
	}

	@Override
	public void overflowed() {
		close(CloseReason.SLOW_CONSUMER);
	}

	@Override
	void close(CloseReason reason) {
		close(reason, Farewell.of(reason));
	}

	private void close(CloseReason reason, Farewell farewell) {
		if (end(reason)) {
			executeOnLoop(() -> beginClosing(reason, farewell));
		}
	}

	/**
	 * Fix why the session ends. When this returns, nobody finds the session any more,
	 * also if another thread has fixed the reason and is not so far yet.
	 * @return {@code false} if the reason was fixed before
	 */
	private boolean end(CloseReason reason) {
		boolean first = closeFor(reason);
		// In this order, so that whoever misses it among the connections misses it
		// everywhere, and finds it among the closed ones.
		if (first) {
			sessions().counters().closed(reason);
		}
		sessions().table().remove(this);
		if (first) {
			sessions().table().closing();
		}
		return first;
	}

	private void beginClosing(CloseReason reason, Farewell farewell) {
		if (state() == ConnectionState.CLOSED) {
			return;
		}
		letGo();
		if (reason == CloseReason.SLOW_CONSUMER) {
			channel().abort();
			return;
		}
		channel().finish(farewell.in(channel().format()), farewell.webSocketStatus());
		reschedule(channel().nextDeadline());
	}

	/**
	 * Give up what the session holds. Done once, whoever closes it.
	 */
	private void letGo() {
		if (state().compareTo(ConnectionState.CLOSING) >= 0) {
			return;
		}
		state(ConnectionState.CLOSING);
		endSubscriptions();
		if (this.authentication != null) {
			this.authentication.abandon();
			this.authentication = null;
		}
	}

	@Override
	public void closed(@Nullable Throwable failure) {
		end((failure != null) ? CloseReason.IO_ERROR : CloseReason.CLIENT);
		if (failure != null && !(failure instanceof IOException)) {
			sessions().floodLog().failed(logger, failure, "[{}] The channel failed", id());
		}
		letGo();
		state(ConnectionState.CLOSED);
		channel().loop().cancel(this);
		CloseReason reason = fixedCloseReason();
		if (reason.isAbnormal()) {
			sessions().floodLog().log(logger, Level.INFO, List.of(reason, listener()), "[{}] closed: {}", id(), reason);
		}
		else {
			logger.debug("[{}] closed: {}", id(), reason);
		}
		deliver(ListenerEvent.CLOSE, 0);
	}

	// What it knows

	@Override
	public ConnectionStats stats() {
		return new ConnectionStats(this.framesIn, this.framesOut, this.bytesIn, this.bytesOut, channel().pendingBytes(),
				waitingFrames());
	}

}
