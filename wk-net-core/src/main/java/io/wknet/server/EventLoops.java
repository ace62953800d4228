package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.LoopContext;
import io.wknet.transport.OutboundBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of one server, each with what its connections share. Accepting has a
 * thread of its own, so that a flood of connections does not slow those that are there.
 */
final class EventLoops implements LoopResources {

	private static final Logger logger = LoggerFactory.getLogger(EventLoops.class);

	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final EventLoopGroup acceptors;

	private final EventLoopGroup workers;

	private final WheelSettings wheel;

	private final OutboundBudget budget;

	private final ConcurrentMap<EventLoop, LoopContext> contexts = new ConcurrentHashMap<>();

	private final FastThreadLocal<LoopContext> current = new FastThreadLocal<>();

	private final AtomicBoolean disposed = new AtomicBoolean();

	private final NetworkTransport transport;

	private EventLoops(NetworkTransport transport, EventLoopGroup acceptors, EventLoopGroup workers,
			WheelSettings wheel, OutboundBudget budget) {
		this.transport = transport;
		this.acceptors = acceptors;
		this.workers = workers;
		this.wheel = wheel;
		this.budget = budget;
	}

	/**
	 * Start the loops over the first transport with which that works. A kernel may say
	 * that it has one, and yet refuse it for want of memory or rights.
	 * @param transports the transports to try, at least one
	 * @param eventLoops how many loops
	 * @param wheel the size of their wheels
	 * @param budget how much their connections together may let wait
	 * @return the loops
	 * @throws IllegalStateException if none works
	 */
	static EventLoops start(List<NetworkTransport> transports, int eventLoops, WheelSettings wheel,
			OutboundBudget budget) {
		for (NetworkTransport transport : transports.subList(0, transports.size() - 1)) {
			try {
				return start(transport, eventLoops, wheel, budget);
			}
			catch (IllegalStateException ex) {
				logger.warn("The transport {} does not work, trying another: {}", transport.type(), ex.getCause());
			}
		}
		return start(transports.get(transports.size() - 1), eventLoops, wheel, budget);
	}

	private static EventLoops start(NetworkTransport transport, int eventLoops, WheelSettings wheel,
			OutboundBudget budget) {
		EventLoopGroup acceptors = group(transport, 1, "wk-net-accept");
		try {
			return new EventLoops(transport, acceptors, group(transport, eventLoops, "wk-net"), wheel, budget);
		}
		catch (IllegalStateException ex) {
			acceptors.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
			throw ex;
		}
	}

	private static EventLoopGroup group(NetworkTransport transport, int threads, String name) {
		return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), transport.ioHandlerFactory());
	}

	TransportType transport() {
		return this.transport.type();
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.workers;
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.acceptors;
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		return channelType.cast(this.transport.serverChannel().get());
	}

	@Override
	@SuppressWarnings("unchecked")
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
		return (Class<? extends C>) this.transport.serverChannel().get().getClass();
	}

	/**
	 * What the connections of an event loop share. Called on that loop.
	 */
	LoopContext context(EventLoop eventLoop) {
		LoopContext context = this.current.getIfExists();
		if (context == null) {
			context = contextOf(eventLoop);
			this.current.set(context);
		}
		return context;
	}

	/**
	 * The same, called anywhere.
	 */
	LoopContext contextOf(EventLoop eventLoop) {
		return this.contexts.computeIfAbsent(eventLoop, (loop) -> new LoopContext(loop, this.wheel, this.budget));
	}

	/**
	 * The contexts of all event loops that have had a connection.
	 */
	List<LoopContext> contexts() {
		return List.copyOf(this.contexts.values());
	}

	/**
	 * Whether the caller is one of the loops that has had a connection.
	 */
	boolean inEventLoop() {
		return this.contexts.values().stream().anyMatch(LoopContext::inEventLoop);
	}

	/**
	 * Some event loop.
	 */
	EventLoop next() {
		return this.workers.next();
	}

	/**
	 * Refuse the channels that have been accepted and have no session yet. Called when
	 * all listeners are closed: what they accepted last is still on its way to its loop,
	 * and a loop that ends would leave it open. Afterwards only sessions have channels.
	 * @return {@code false} if a loop is busy and does so later
	 */
	boolean refuseWaiting(Duration within) {
		long deadline = System.nanoTime() + within.toNanos();
		List<Future<?>> accepted = new ArrayList<>();
		this.acceptors.forEach((loop) -> accepted.add(loop.submit(() -> {
		})));
		boolean done = await(accepted, deadline);
		List<Future<?>> refused = new ArrayList<>();
		this.workers.forEach((executor) -> {
			EventLoop loop = (EventLoop) executor;
			refused.add(loop.submit(() -> contextOf(loop).refuseWaiting()));
		});
		return await(refused, deadline) && done;
	}

	/**
	 * Close what is left of channels whose sessions are over, and wait until no loop has
	 * a channel: over io_uring a close takes another turn of the loop, and a loop that
	 * ends before gives back nothing of the channel. Called when all sessions are over.
	 * @return {@code false} if it is not so in time
	 */
	boolean awaitNoChannels(Duration within) {
		long deadline = System.nanoTime() + within.toNanos();
		while (true) {
			List<Future<Integer>> counts = new ArrayList<>();
			this.workers.forEach((executor) -> {
				EventLoop loop = (EventLoop) executor;
				counts.add(loop.submit(() -> contextOf(loop).closeLingering()));
			});
			if (!await(List.copyOf(counts), deadline)) {
				return false;
			}
			if (counts.stream().allMatch((count) -> count.isSuccess() && count.getNow() == 0)) {
				return true;
			}
			if (deadline - System.nanoTime() <= 0) {
				return false;
			}
			LockSupport.parkNanos(TURN_NANOS);
		}
	}

	private static boolean await(List<? extends Future<?>> futures, long deadline) {
		boolean done = true;
		for (Future<?> future : futures) {
			done &= future.awaitUninterruptibly(Math.max(deadline - System.nanoTime(), 1), TimeUnit.NANOSECONDS);
		}
		return done;
	}

	/**
	 * End the threads, and wait until they have ended.
	 * @return {@code false} if one is still busy at the deadline
	 */
	boolean end(Duration within) {
		this.disposed.set(true);
		long deadline = System.nanoTime() + within.toNanos();
		List<Future<?>> ends = new ArrayList<>();
		for (EventLoopGroup group : List.of(this.acceptors, this.workers)) {
			ends.add(group.shutdownGracefully(0, within.toMillis(), TimeUnit.MILLISECONDS));
		}
		return await(ends, deadline);
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		this.disposed.set(true);
		return Mono.when(shutdown(this.acceptors, timeout), shutdown(this.workers, timeout));
	}

	@Override
	public boolean isDisposed() {
		return this.disposed.get();
	}

	@SuppressWarnings({ "rawtypes", "unchecked" })
	private static Mono<Void> shutdown(EventLoopGroup group, Duration timeout) {
		return FutureMono.from((Future) group.shutdownGracefully(0, timeout.toMillis(), TimeUnit.MILLISECONDS));
	}

}
