package io.wknet.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.LoopContext;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of clients, and what the clients of one loop share.
 *
 * @param resources the loops
 * @param scheduler runs what is due later on one of the loops
 */
record ClientLoops(LoopResources resources, Scheduler scheduler) {

	private static final FastThreadLocal<LoopContext> CONTEXT = new FastThreadLocal<>();

	static ClientLoops of(LoopResources resources) {
		return new ClientLoops(resources,
				Schedulers.fromExecutorService(resources.onClient(LoopResources.DEFAULT_NATIVE)));
	}

	/**
	 * The loops of all clients that are given none. They are daemons and never end.
	 */
	static ClientLoops shared() {
		return Shared.LOOPS;
	}

	/**
	 * What the clients of an event loop share. Called on that loop.
	 */
	static LoopContext context(EventLoop eventLoop) {
		LoopContext context = CONTEXT.getIfExists();
		if (context == null) {
			context = new LoopContext(eventLoop, WheelSettings.defaults());
			CONTEXT.set(context);
		}
		return context;
	}

	/**
	 * Made when the first client needs it.
	 */
	private static final class Shared {

		static final ClientLoops LOOPS = of(
				LoopResources.create("wk-client", Runtime.getRuntime().availableProcessors(), true));

	}

}
