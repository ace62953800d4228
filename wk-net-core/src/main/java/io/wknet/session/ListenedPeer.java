package io.wknet.session;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionState;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.node.ClusterNode;
import io.wknet.node.Login;
import io.wknet.timer.Deadline;
import io.wknet.transport.FrameChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a session that calls the application's listener: one call at a time, in
 * order, on the event loop or on a worker. A call that can begin and end on the event
 * loop right away costs no queue; all others go through the {@link Mailbox}, and while
 * that is full nothing is read.
 */
abstract class ListenedPeer extends Peer {

	private static final Logger logger = LoggerFactory.getLogger(ListenedPeer.class);

	private static final long RETRY_NANOS = 50_000_000L;

	private final Sessions sessions;

	private volatile @Nullable Mailbox mailbox;

	/**
	 * What the cluster knows of it, if there is one.
	 */
	private volatile @Nullable Login login;

	private volatile boolean paused;

	private volatile boolean draining;

	private boolean calling;

	ListenedPeer(Sessions sessions, long id, String listener, FrameChannel channel) {
		super(id, listener, channel);
		this.sessions = sessions;
	}

	/**
	 * Close in order.
	 */
	abstract void close(CloseReason reason);

	/**
	 * Reading goes on after a pause.
	 */
	abstract void resumed();

	/**
	 * The call of {@code onConnect} has ended.
	 */
	abstract void introduced();

	/**
	 * Take the next event of the subscriptions, on the event loop.
	 * @return the call for it, or {@code null} if there is none
	 */
	abstract @Nullable SessionCall nextEvent();

	final Sessions sessions() {
		return this.sessions;
	}

	final SessionSettings settings() {
		return this.sessions.settings();
	}

	final boolean isPaused() {
		return this.paused;
	}

	/**
	 * Call the listener with a frame or about an event, now or when it is free.
	 */
	final void deliver(Object what, int bytes) {
		if (this.calling) {
			// The network failed within a call; its end comes after the call's.
			executeOnLoop(() -> deliver(what, bytes));
			return;
		}
		if (what != ListenerEvent.AUTHENTICATED) {
			deliverEvents();
		}
		deliverNow(what, bytes);
		deliverEvents();
	}

	/**
	 * Call the listener about the subscriptions that were made and have ended, before
	 * anything that comes later.
	 */
	final void deliverEvents() {
		if (this.calling) {
			executeOnLoop(this::deliverEvents);
			return;
		}
		SessionCall event = nextEvent();
		while (event != null) {
			deliverNow(event, 0);
			event = nextEvent();
		}
	}

	private void deliverNow(Object what, int bytes) {
		Dispatch where = dispatch(what);
		if (where == null) {
			leftOut(what, bytes);
			return;
		}
		Mailbox box = this.mailbox;
		if ((box == null || box.isIdle()) && where == Dispatch.EVENT_LOOP) {
			this.calling = true;
			CompletionStage<?> call = call(what);
			this.calling = false;
			if (call != AsyncWkListener.DONE) {
				mailbox().addRunning(call);
			}
			return;
		}
		box = mailbox();
		box.add(what, bytes);
		DispatchSettings limits = settings().dispatch();
		boolean full = box.waiting() >= limits.maxPendingFrames() || box.waitingBytes() >= limits.maxPendingBytes();
		if (full && isOpen()) {
			pause();
			resumeIfCaughtUp(box.waiting());
		}
	}

	private void leftOut(Object what, int bytes) {
		if (what instanceof SessionCall call) {
			call.leftOut();
		}
		else {
			sessions().counters().unhandledFrames.increment();
			logger.debug("[{}] No listener for a frame of {} bytes", id(), bytes);
		}
	}

	/**
	 * What a read brought has been received.
	 */
	final void handOver() {
		Mailbox box = this.mailbox;
		if (box != null) {
			box.readCompleted();
		}
	}

	private Mailbox mailbox() {
		Mailbox box = this.mailbox;
		if (box == null) {
			box = new Mailbox(this);
			this.mailbox = box;
		}
		return box;
	}

	/**
	 * Where a call wants to run, or {@code null} if nobody wants it.
	 */
	final @Nullable Dispatch dispatch(Object what) {
		AsyncWkListener listener = settings().application().listener();
		Dispatch where = null;
		try {
			if (what instanceof ClientFrame frame) {
				return isDropping() ? Dispatch.EVENT_LOOP : listener.dispatch(ListenerEvent.FRAME, frame);
			}
			if (what instanceof SessionCall call) {
				return call.where(listener);
			}
			where = listener.dispatch((ListenerEvent) what, null);
		}
		catch (Throwable ex) {
			callFailed(ex);
		}
		return (where != null) ? where : Dispatch.EVENT_LOOP;
	}

	/**
	 * Call the listener.
	 * @return completes without a failure when the call has ended
	 */
	final CompletionStage<?> call(Object what) {
		AsyncWkListener listener = settings().application().listener();
		try {
			if (what instanceof ClientFrame frame) {
				return isDropping() ? AsyncWkListener.DONE : notNull(listener.onFrame(this, frame));
			}
			if (what instanceof SessionCall call) {
				return notNull(call.call(listener));
			}
			CompletionStage<?> call = switch ((ListenerEvent) what) {
				case CONNECT -> listener.onConnect(this);
				case AUTHENTICATED -> listener.onAuthenticated(this);
				case CLOSE -> listener.onClose(this, fixedCloseReason());
				case FRAME, SUBSCRIBE, UNSUBSCRIBE -> throw new IllegalStateException("It has an object of its own");
			};
			return ended(what, notNull(call));
		}
		catch (Throwable ex) {
			callFailed(ex);
			return ended(what, AsyncWkListener.DONE);
		}
	}

	/**
	 * Applications may be written without checks for {@code null}.
	 */
	private static CompletionStage<?> notNull(@Nullable CompletionStage<?> call) {
		if (call == null) {
			throw new IllegalStateException("A listener must not return null");
		}
		return call;
	}

	/**
	 * Let what has to follow an event follow, now or when the call has ended.
	 */
	private CompletionStage<?> ended(Object what, CompletionStage<?> call) {
		if (what instanceof ClientFrame) {
			return call;
		}
		if (call == AsyncWkListener.DONE) {
			followUp(what);
			return call;
		}
		return call.handle((result, failure) -> {
			if (failure != null) {
				callFailed(failure);
			}
			followUp(what);
			return null;
		});
	}

	private void followUp(Object what) {
		String uid = uid();
		if (what == ListenerEvent.CONNECT) {
			executeNowOrOnLoop(this::introduced);
		}
		else if (what == ListenerEvent.AUTHENTICATED && uid != null) {
			entered(uid);
		}
		else if (what == ListenerEvent.CLOSE) {
			if (uid != null) {
				left(uid);
			}
			this.sessions.table().closed(this);
		}
	}

	private void entered(String uid) {
		Login claimed = this.login;
		ClusterNode cluster = this.sessions.cluster();
		if (claimed != null && cluster != null) {
			cluster.entered(claimed);
		}
		else {
			this.sessions.table().entered(uid);
		}
	}

	/**
	 * In a cluster the node tells who is online; the table never hears that anybody has
	 * entered then, and tells nothing.
	 */
	private void left(String uid) {
		Login claimed = this.login;
		ClusterNode cluster = this.sessions.cluster();
		this.sessions.table().left(uid);
		if (claimed != null && cluster != null) {
			cluster.left(claimed);
		}
	}

	/**
	 * What the cluster knows of this session, set before anybody hears of it.
	 */
	final void login(Login newLogin) {
		this.login = newLogin;
	}

	/**
	 * A call has failed, on any thread.
	 */
	final void callFailed(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		this.sessions.counters().listenerErrors.increment();
		this.sessions.floodLog().failed(logger, cause, "[{}] A listener failed", id());
		if (settings().dispatch().closeOnError()) {
			close(CloseReason.LISTENER_ERROR);
		}
	}

	/**
	 * A call has ended, on any thread.
	 * @param left how many wait or run still
	 */
	final void callEnded(int left) {
		if (this.paused && left <= settings().dispatch().maxPendingFrames() / 2) {
			executeOnLoop(() -> resumeIfCaughtUp(waitingFrames()));
		}
		if (left == 0 && this.draining && isOpen()) {
			executeOnLoop(this::drain);
		}
	}

	/**
	 * Whether frames that wait are dropped: the application has done with the connection.
	 */
	private boolean isDropping() {
		CloseReason reason = closeReason();
		return reason == CloseReason.SERVER || reason == CloseReason.KICKED || reason == CloseReason.LISTENER_ERROR;
	}

	final int waitingFrames() {
		Mailbox box = this.mailbox;
		return (box != null) ? box.waiting() : 0;
	}

	final void pause() {
		this.paused = true;
		channel().pauseReading();
	}

	final void resumeIfCaughtUp(int waiting) {
		Mailbox box = this.mailbox;
		DispatchSettings limits = settings().dispatch();
		boolean caughtUp = waiting <= limits.maxPendingFrames() / 2
				&& (box == null || box.waitingBytes() <= limits.maxPendingBytes() / 2);
		if (this.paused && caughtUp && isOpen() && !this.draining && state() != ConnectionState.AUTHENTICATING) {
			this.paused = false;
			channel().resumeReading();
			resumed();
		}
	}

	final void execute(Runnable task) {
		settings().application().workers().execute(task);
	}

	final void execute(Runnable task, Dispatch where) {
		if (where == Dispatch.EVENT_LOOP) {
			channel().loop().execute(task);
		}
		else {
			execute(task);
		}
	}

	final void executeOnLoop(Runnable task) {
		try {
			channel().loop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("[{}] The event loop has ended", id());
		}
	}

	final void executeNowOrOnLoop(Runnable task) {
		if (channel().loop().inEventLoop()) {
			task.run();
		}
		else {
			executeOnLoop(task);
		}
	}

	/**
	 * Run a task on the loop after a while, because the workers refuse it now.
	 */
	final void executeLater(Runnable task) {
		executeOnLoop(() -> after(RETRY_NANOS, task));
	}

	final void after(long nanos, Runnable task) {
		channel().loop().schedule(new Later(task), channel().loop().nanoTime() + nanos);
	}

	/**
	 * Let the calls that have begun or wait end, and take no more; then close.
	 */
	final void drain() {
		this.draining = true;
		if (!isOpen()) {
			return;
		}
		Mailbox box = this.mailbox;
		if (box == null || box.isIdle()) {
			close(CloseReason.SHUTDOWN);
		}
		else {
			pause();
		}
	}

	/**
	 * A task that is due.
	 */
	private static final class Later extends Deadline {

		private final Runnable task;

		Later(Runnable task) {
			this.task = task;
		}

		@Override
		protected void expired(long nanoTime) {
			this.task.run();
		}

	}

}
