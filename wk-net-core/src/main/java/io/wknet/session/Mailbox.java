package io.wknet.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for a busy listener: a queue that one thread at a time works off, on
 * the event loop or on a worker as each call wants. The event loop alone adds. The number
 * of calls decides who works: whoever raises it from zero hands the queue to a thread,
 * and that thread goes on until it has brought it back to zero. A session gets a mailbox
 * when the first call has to wait; one whose calls all end on the event loop never needs
 * it.
 */
final class Mailbox implements Runnable {

	private static final VarHandle CALLS;

	private static final VarHandle BYTES;
	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			CALLS = lookup.findVarHandle(Mailbox.class, "calls", int.class);
			BYTES = lookup.findVarHandle(Mailbox.class, "bytes", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final ListenedPeer session;

	/**
	 * Calls that have not ended, the running one among them.
	 */
	private volatile int calls;

	private volatile int bytes;

	private Call head = new Call(this, 0);

	private Call tail = this.head;

	private Dispatch where = Dispatch.EVENT_LOOP;

	/**
	 * Whether the queue is to be handed to a thread when the read that filled it has
	 * ended: then one thread works off what the read brought, rather than to be woken for
	 * each frame of it.
	 */
	private boolean submitAfterRead;

	Mailbox(ListenedPeer session) {
		this.session = session;
	}

	boolean isIdle() {
		return this.calls == 0;
	}

	/**
	 * How many calls wait, without the running one.
	 */
	int waiting() {
		return Math.max(this.calls - 1, 0);
	}

	int waitingBytes() {
		return this.bytes;
	}

	/**
	 * Add a call, on the event loop.
	 */
	void add(Object what, int size) {
		Call call = new Call(what, size);
		this.tail.setNext(call);
		this.tail = call;
		BYTES.getAndAdd(this, size);
		if ((int) CALLS.getAndAdd(this, 1) == 0) {
			this.where = where(what);
			if (this.session.channel().isReading()) {
				this.submitAfterRead = true;
			}
			else {
				submit();
			}
		}
	}

	/**
	 * A read has ended, on the event loop.
	 */
	void readCompleted() {
		if (this.submitAfterRead) {
			this.submitAfterRead = false;
			submit();
		}
	}

	/**
	 * A call that did not wait has not ended: let the others wait for it.
	 */
	void addRunning(CompletionStage<?> call) {
		CALLS.getAndAdd(this, 1);
		awaitEnd(call);
	}

	@Override
	public void run() {
		while (true) {
			Call next = this.head.next();
			assert next != null;
			Dispatch wanted = where(next.what());
			if (wanted != this.where) {
				this.where = wanted;
				submit();
				return;
			}
			this.head = next;
			Object what = next.take();
			CompletionStage<?> call = this.session.call(what);
			BYTES.getAndAdd(this, -next.size);
			if (call != AsyncWkListener.DONE) {
				awaitEnd(call);
				return;
			}
			if (!ended()) {
				return;
			}
		}
	}

	/**
	 * A call has ended.
	 * @return whether there are more
	 */
	private boolean ended() {
		int left = (int) CALLS.getAndAdd(this, -1) - 1;
		this.session.callEnded(left);
		return left > 0;
	}

	private void awaitEnd(CompletionStage<?> call) {
		call.whenComplete((result, failure) -> {
			if (failure != null) {
				this.session.callFailed(failure);
			}
			if (ended()) {
				Call next = this.head.next();
				assert next != null;
				this.where = where(next.what());
				submit();
			}
		});
	}

	private Dispatch where(Object what) {
		Dispatch wanted = this.session.dispatch(what);
		return (wanted != null) ? wanted : Dispatch.EVENT_LOOP;
	}

	private void submit() {
		try {
			this.session.execute(this, this.where);
		}
		catch (RejectedExecutionException ex) {
			// The executor is full or has ended: what waits stays bounded, so try again.
			this.session.executeLater(this::submit);
		}
	}

	/**
	 * A link of the queue.
	 */
	private static final class Call {

		private static final VarHandle NEXT;
		static {
			try {
				NEXT = MethodHandles.lookup().findVarHandle(Call.class, "next", Call.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

		private @Nullable Object what;

		private final int size;

		private volatile @Nullable Call next;

		Call(Object what, int size) {
			this.what = what;
			this.size = size;
		}

		Object what() {
			Object value = this.what;
			assert value != null;
			return value;
		}

		/**
		 * Give the object out, and let go of it: this link stays as the head of the
		 * queue.
		 */
		Object take() {
			Object value = what();
			this.what = null;
			return value;
		}

		@Nullable Call next() {
			return this.next;
		}

		void setNext(Call call) {
			NEXT.setRelease(this, call);
		}

	}

}
