package io.wknet.session;

import java.security.InvalidKeyException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.frame.ClientFrame;
import io.wknet.log.FloodLog;
import io.wknet.log.Printable;
import io.wknet.metrics.AuthOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;

/**
 * An authentication in progress, with the frames that arrived meanwhile. It takes one
 * answer, from any thread, exchanges keys with a client that offers it and is let in, and
 * passes the answer to its session on the event loop.
 * <p>
 * It holds one of the places for authentications in progress until it is answered or
 * abandoned; on a worker, until that has done with it, so that an authenticator that
 * hangs can not fill the workers' queue.
 */
final class Authentication {

	private static final Logger logger = LoggerFactory.getLogger(Authentication.class);

	private final Session session;

	private final Credentials credentials;

	private final long begunNanos;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final AtomicBoolean placeFree = new AtomicBoolean();

	private final Queue<EarlyFrame> early = new ArrayDeque<>(1);

	private int earlyBytes;

	private @Nullable Disposable subscription;

	/**
	 * Whether a worker gives the place back.
	 */
	private volatile boolean onWorker;

	private volatile boolean accepted;

	private @Nullable AgreedKeys keys;

	Authentication(Session session, Credentials credentials) {
		this.session = session;
		this.credentials = credentials;
		this.begunNanos = session.channel().loop().nanoTime();
	}

	Credentials credentials() {
		return this.credentials;
	}

	/**
	 * What was agreed with a client that is let in, or {@code null} if its payloads are
	 * plain.
	 */
	@Nullable AgreedKeys keys() {
		return this.keys;
	}

	/**
	 * Keep a frame until there is an answer.
	 */
	void keep(ClientFrame frame, int bytes) {
		this.early.add(new EarlyFrame(frame, bytes));
		this.earlyBytes += bytes;
	}

	boolean isFull(DispatchSettings limits) {
		return this.early.size() >= limits.maxPendingFrames() || this.earlyBytes >= limits.maxPendingBytes();
	}

	@Nullable EarlyFrame nextEarly() {
		return this.early.poll();
	}

	/**
	 * Ask the authenticator, on the event loop or on a worker.
	 */
	void begin(Authenticator authenticator) {
		try {
			if (authenticator instanceof ReactiveAuthenticator reactive) {
				this.subscription = reactive.authenticateLater(this.credentials)
					.subscribe(this::answered, this::failed, this::completed);
			}
			else {
				this.onWorker = true;
				this.session.execute(() -> askBlocking(authenticator));
			}
		}
		catch (RejectedExecutionException ex) {
			this.onWorker = false;
			noWorker("authenticate", ex);
			failed(null);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/**
	 * Nobody waits for the answer any more.
	 */
	void abandon() {
		this.early.clear();
		if (end()) {
			record(AuthOutcome.ABANDONED);
			if (this.subscription != null) {
				this.subscription.dispose();
			}
		}
	}

	void record(AuthOutcome outcome) {
		long nanos = this.session.channel().loop().nanoTime() - this.begunNanos;
		try {
			this.session.settings().application().metrics().authentication(this.session.listener(), outcome, nanos);
		}
		catch (Exception ex) {
			floodLog().failed(logger, ex, "[{}] The metrics recorder failed", this.session.id());
		}
	}

	private void askBlocking(Authenticator authenticator) {
		if (!this.ended.get()) {
			answerBlocking(authenticator);
		}
		freePlace();
	}

	private void answerBlocking(Authenticator authenticator) {
		try {
			AuthResult result = authenticator.authenticate(this.credentials);
			if (isNull(result)) {
				throw new IllegalStateException("The authenticator returned null");
			}
			answered(result);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	private void answered(AuthResult result) {
		boolean exchange = result instanceof AuthResult.Accepted
				&& this.session.encryption().isUsedWith(this.credentials.connect().clientKey());
		if (result instanceof AuthResult.Undecided) {
			passOn(AuthResult.rejected());
		}
		else if (!exchange) {
			passOn(result);
		}
		else if (this.onWorker) {
			exchangeKeys(result);
		}
		else {
			exchangeKeysOnWorker(result);
		}
	}

	/**
	 * Exchange keys with a client that was let in, and with no other, because it takes
	 * long.
	 */
	private void exchangeKeys(AuthResult result) {
		try {
			this.keys = AgreedKeys.with(this.credentials.connect().clientKey());
			passOn(result);
		}
		catch (InvalidKeyException ex) {
			logger.debug("[{}] No keys were exchanged: {}", this.session.id(), ex.getMessage());
			passOn(AuthResult.rejected());
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	private void exchangeKeysOnWorker(AuthResult result) {
		this.accepted = true;
		this.onWorker = true;
		try {
			this.session.execute(() -> {
				if (!this.ended.get()) {
					exchangeKeys(result);
				}
				freePlace();
			});
		}
		catch (RejectedExecutionException ex) {
			noWorker("exchange keys", ex);
			failed(null);
			freePlace();
		}
	}

	private void passOn(AuthResult result) {
		if (end()) {
			this.session.executeOnLoop(() -> this.session.authenticated(this, result));
		}
	}

	private void completed() {
		if (!this.ended.get() && !this.accepted) {
			failed(new IllegalStateException("The authenticator completed without an answer"));
		}
	}

	private void failed(@Nullable Throwable failure) {
		if (end()) {
			if (failure != null) {
				floodLog().failedWith(logger, failure, this.credentials.token(), "[{}] The authenticator failed",
						this.session.id());
			}
			this.session.executeOnLoop(() -> this.session.authenticated(this, null));
		}
	}

	private void noWorker(String task, RejectedExecutionException ex) {
		floodLog().log(logger, Level.WARN, task, "[{}] No worker is free to {}: {}", this.session.id(), task,
				Printable.of(ex.getMessage()));
	}

	private FloodLog floodLog() {
		return this.session.sessions().floodLog();
	}

	private boolean end() {
		if (!this.ended.compareAndSet(false, true)) {
			return false;
		}
		if (!this.onWorker) {
			freePlace();
		}
		return true;
	}

	private void freePlace() {
		if (this.placeFree.compareAndSet(false, true)) {
			this.session.sessions().endAuthentication();
		}
	}

	/**
	 * Whether an application returned {@code null} though it must not.
	 */
	private static boolean isNull(@Nullable Object result) {
		return result == null;
	}

	/**
	 * A frame that arrived before the answer.
	 */
	record EarlyFrame(ClientFrame frame, int bytes) {

	}

}
