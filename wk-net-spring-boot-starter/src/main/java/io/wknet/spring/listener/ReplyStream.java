package io.wknet.spring.listener;

import java.util.concurrent.CompletableFuture;

import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Sends the elements of a publisher as replies, and completes when the publisher does. A
 * long stream is asked for more only when the operating system has taken what it gave so
 * far, so that it can not flood the outbound buffer. A stream whose connection has closed
 * is cancelled.
 */
final class ReplyStream extends CompletableFuture<@Nullable Void> implements CoreSubscriber<Object> {

	private static final int WINDOW = 32;

	private final Replies replies;

	private final WkConnection connection;

	private final @Nullable ClientFrame frame;

	private final boolean single;

	private final Context context;

	private volatile @Nullable Subscription subscription;

	private int received;

	/**
	 * Create the stream.
	 * @param replies turns elements into frames
	 * @param connection where to
	 * @param frame what is answered
	 * @param single whether there is at most one element
	 * @param context what the publisher may know
	 */
	ReplyStream(Replies replies, WkConnection connection, @Nullable ClientFrame frame, boolean single,
			Context context) {
		this.replies = replies;
		this.connection = connection;
		this.frame = frame;
		this.single = single;
		this.context = context;
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription newSubscription) {
		this.subscription = newSubscription;
		if (isDone()) {
			newSubscription.cancel();
			return;
		}
		newSubscription.request(this.single ? Long.MAX_VALUE : WINDOW);
	}

	@Override
	public void onNext(Object element) {
		if (isDone()) {
			return;
		}
		if (!this.connection.isOpen()) {
			end(null);
			return;
		}
		try {
			if (!this.single && ++this.received == WINDOW) {
				this.received = 0;
				this.connection.send(this.replies.frame(this.frame, element)).whenComplete(this::sent);
				return;
			}
			this.replies.write(this.connection, this.frame, element);
			this.connection.flush();
		}
		catch (RuntimeException ex) {
			end(ex);
		}
	}

	private void sent(@Nullable Void result, @Nullable Throwable error) {
		Subscription current = this.subscription;
		if (error != null) {
			end((error instanceof ConnectionClosedException) ? null : error);
		}
		else if (current != null) {
			current.request(WINDOW);
		}
	}

	private void end(@Nullable Throwable error) {
		cancelSubscription();
		if (error != null) {
			completeExceptionally(error);
		}
		else {
			complete(null);
		}
	}

	@Override
	public void onError(Throwable error) {
		completeExceptionally(error);
	}

	@Override
	public void onComplete() {
		complete(null);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		cancelSubscription();
		return super.cancel(mayInterruptIfRunning);
	}

	private void cancelSubscription() {
		Subscription current = this.subscription;
		if (current != null) {
			current.cancel();
		}
	}

}
