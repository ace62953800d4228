package io.wknet.transport;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.wknet.metrics.TrafficCounters;
import io.wknet.timer.Deadline;
import io.wknet.timer.TimingWheel;
import io.wknet.timer.WheelSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop share: the wheel that holds their deadlines, and
 * counters that only this loop writes. The wheel turns while there is something on it.
 *
 * @since 0.1.0
 */
public final class LoopContext {

	/**
	 * The most that Netty reads at once, unless told otherwise.
	 */
	private static final int READ_BYTES = 65_536;

	private final EventLoop eventLoop;

	private final TimingWheel wheel;

	private final long tickNanos;

	private final long origin;

	private final TrafficCounters counters = new TrafficCounters();

	private final ByteBuf readBuffer = Unpooled.buffer(READ_BYTES);

	private boolean readBufferTaken;

	private @Nullable ScheduledFuture<?> turning;

	/**
	 * The gates of those channels that no session knows yet.
	 */
	private final Set<Gate> waiting = Collections.newSetFromMap(new IdentityHashMap<>());

	/**
	 * The last moments of channels whose connections are over.
	 */
	private final Set<Linger> lingers = Collections.newSetFromMap(new IdentityHashMap<>());

	private int channels;

	private boolean stopping;

	private final @Nullable OutboundBudget budget;

	private long outboundBytes;

	private long toldOutboundBytes;

	/**
	 * Create the context of an event loop whose connections may let wait together what
	 * each of them may.
	 * @param eventLoop the loop
	 * @param wheel the size of its wheel
	 */
	public LoopContext(EventLoop eventLoop, WheelSettings wheel) {
		this(eventLoop, wheel, null);
	}

	/**
	 * Create the context of an event loop.
	 * @param eventLoop the loop
	 * @param wheel the size of its wheel
	 * @param budget how much all connections of the server together may let wait, or
	 * {@code null} for any amount
	 */
	public LoopContext(EventLoop eventLoop, WheelSettings wheel, @Nullable OutboundBudget budget) {
		this.eventLoop = eventLoop;
		this.budget = budget;
		this.origin = eventLoop.ticker().nanoTime();
		this.wheel = new TimingWheel(wheel, 0);
		this.tickNanos = wheel.tick().toNanos();
	}

	/**
	 * The loop's monotonic clock.
	 * @return nanoseconds since this context was created
	 */
	public long nanoTime() {
		return this.eventLoop.ticker().nanoTime() - this.origin;
	}

	/**
	 * Whether the caller is the loop.
	 * @return {@code true} if it is
	 */
	public boolean inEventLoop() {
		return this.eventLoop.inEventLoop();
	}

	/**
	 * Run a task on the loop, after those given before.
	 * @param task the task
	 * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
	 */
	public void execute(Runnable task) {
		this.eventLoop.execute(task);
	}

	/**
	 * Run a task on the loop, after it has looked at its connections once more. Only on
	 * the loop.
	 * @param task the task
	 */
	public void executeAfterReading(Runnable task) {
		// Scheduled tasks that are due join the queue once in each turn of the loop.
		this.eventLoop.schedule(task, 0, TimeUnit.NANOSECONDS);
	}

	/**
	 * What the loop's connections sent and received.
	 * @return the counters
	 */
	public TrafficCounters counters() {
		return this.counters;
	}

	/**
	 * Put a deadline on the loop's wheel, or move it. Only on the loop.
	 * @param deadline the deadline
	 * @param at when it is due, by {@link #nanoTime}
	 */
	public void schedule(Deadline deadline, long at) {
		turn();
		this.wheel.schedule(deadline, at);
	}

	/**
	 * Put a deadline on the loop's wheel, or move it if it is due later. Only on the
	 * loop.
	 * @param deadline the deadline
	 * @param at the latest time at which it may be due, by {@link #nanoTime}
	 */
	public void scheduleNoLaterThan(Deadline deadline, long at) {
		turn();
		this.wheel.scheduleNoLaterThan(deadline, at);
	}

	/**
	 * Take a deadline off the loop's wheel. Only on the loop.
	 * @param deadline the deadline
	 */
	public void cancel(Deadline deadline) {
		this.wheel.cancel(deadline);
	}

	/**
	 * Take the buffer on the heap to which a read is copied. Only on the loop.
	 * @param bytes how many are to be copied
	 * @return the buffer, empty, or {@code null} if it is too small, or taken because
	 * this read is handled within another one
	 */
	@Nullable ByteBuf takeReadBuffer(int bytes) {
		if (this.readBufferTaken || bytes > READ_BYTES) {
			return null;
		}
		this.readBufferTaken = true;
		return this.readBuffer.clear();
	}

	/**
	 * The buffer that was taken is free again.
	 */
	void giveReadBufferBack() {
		this.readBufferTaken = false;
	}

	/**
	 * What waits to be sent has changed. Only on the loop.
	 * @param bytes by how much
	 */
	void outboundChanged(int bytes) {
		OutboundBudget shared = this.budget;
		if (shared == null) {
			return;
		}
		this.outboundBytes += bytes;
		long untold = this.outboundBytes - this.toldOutboundBytes;
		if (Math.abs(untold) >= shared.stepBytes()) {
			this.toldOutboundBytes = this.outboundBytes;
			shared.changed(untold);
		}
	}

	/**
	 * There is no memory for what is to be sent.
	 */
	void memoryExhausted() {
		if (this.budget != null) {
			this.budget.exhausted();
		}
	}

	/**
	 * A channel is held back by a gate.
	 */
	void waits(Gate gate) {
		this.waiting.add(gate);
		if (this.stopping) {
			gate.stop();
		}
	}

	/**
	 * The gate has let the channel through, or it is refused.
	 */
	void waitsNoMore(Gate gate) {
		this.waiting.remove(gate);
	}

	/**
	 * A channel lingers, though its connection is over.
	 */
	void begin(Linger linger) {
		this.lingers.add(linger);
		schedule(linger, nanoTime() + Linger.NANOS);
	}

	/**
	 * A channel that has lingered is closed.
	 */
	void end(Linger linger) {
		this.lingers.remove(linger);
		cancel(linger);
	}

	/**
	 * There is one more channel.
	 */
	void channelAdded() {
		this.channels++;
	}

	/**
	 * A channel is closed, and its handlers have given back what they held.
	 */
	void channelRemoved() {
		this.channels--;
	}

	/**
	 * Close the channels that linger. Only on the loop.
	 * @return how many channels the loop still has
	 */
	public int closeLingering() {
		List.copyOf(this.lingers).forEach(Linger::stop);
		return this.channels;
	}

	/**
	 * Refuse the channels that have been accepted and have no session yet, and those that
	 * come to a gate from now on. Only on the loop.
	 */
	public void refuseWaiting() {
		this.stopping = true;
		List.copyOf(this.waiting).forEach(Gate::stop);
	}

	/**
	 * Let the wheel turn. If it stood still it is empty, so that nothing expires within
	 * the call that schedules.
	 */
	private void turn() {
		if (this.turning == null) {
			this.wheel.advance(nanoTime());
			this.turning = this.eventLoop.scheduleAtFixedRate(this::tick, this.tickNanos, this.tickNanos,
					TimeUnit.NANOSECONDS);
		}
	}

	private void tick() {
		this.wheel.advance(nanoTime());
		if (this.wheel.size() == 0 && this.turning != null) {
			this.turning.cancel(false);
			this.turning = null;
		}
	}

}
