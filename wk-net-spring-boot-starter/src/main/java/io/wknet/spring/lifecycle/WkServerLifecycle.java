package io.wknet.spring.lifecycle;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Binds the server when the context starts and stops it when the context stops, within
 * {@code spring.lifecycle.timeout-per-shutdown-phase}. It can be started again after a
 * stop. It stops beside a web server's graceful shutdown and before the executors on
 * whose threads listeners run. The server's own threads keep the process alive while it
 * runs.
 *
 * @since 0.1.0
 */
public final class WkServerLifecycle implements SmartLifecycle {

	/**
	 * The phase in which Boot's web servers shut down gracefully.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private static final Logger logger = LoggerFactory.getLogger(WkServerLifecycle.class);

	private final WkServer server;

	private final BoundServerReference reference;

	private final ApplicationContext context;

	private final LifecycleSettings settings;

	private final @Nullable PresenceEvents presenceEvents;

	private final Object monitor = new Object();

	private boolean refused;

	/**
	 * Create the lifecycle.
	 * @param server what is bound
	 * @param reference told what was bound
	 * @param context whose life it is; gets events and ports
	 * @param settings when to start, and how long a stop may take
	 * @param presenceEvents waited for at a stop; {@code null} if there are none
	 */
	public WkServerLifecycle(WkServer server, BoundServerReference reference, ApplicationContext context,
			LifecycleSettings settings, @Nullable PresenceEvents presenceEvents) {
		this.server = server;
		this.reference = reference;
		this.context = context;
		this.settings = settings;
		this.presenceEvents = presenceEvents;
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			if (this.reference.get() != null) {
				return;
			}
			BoundWkServer bound = bind();
			LocalPorts.publish(this.context, bound.addresses());
			this.context.publishEvent(new WkServerStartedEvent(this, bound.addresses()));
			if (this.refused) {
				this.refused = false;
				AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
			}
		}
	}

	/**
	 * Bind the server, which beans must know before its first connection.
	 */
	private BoundWkServer bind() {
		boolean bound = false;
		try {
			BoundWkServer result = this.server.bind(this.reference::set);
			bound = true;
			return result;
		}
		finally {
			if (!bound) {
				this.reference.set(null);
			}
		}
	}

	@Override
	public void stop() {
		synchronized (this.monitor) {
			BoundWkServer bound = this.reference.get();
			if (bound != null) {
				stop(bound);
			}
		}
	}

	@Override
	public void stop(Runnable callback) {
		if (!isRunning()) {
			callback.run();
			return;
		}
		Thread thread = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "wk-net-stop");
		thread.start();
	}

	private void stop(BoundWkServer bound) {
		long end = System.nanoTime() + this.settings.stopDeadline().toNanos();
		Map<String, InetSocketAddress> addresses = bound.addresses();
		this.refused = true;
		announce(() -> {
			AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
			this.context.publishEvent(new WkServerStoppingEvent(this, addresses));
		});
		try {
			if (!bound.stop(this.settings.stopDeadline())) {
				logger.warn(
						"Not everything was finished within {} ms; what was left was closed by force. "
								+ "Allow more time with spring.lifecycle.timeout-per-shutdown-phase",
						this.settings.stopDeadline().toMillis());
			}
			awaitPresenceEvents(Duration.ofNanos(Math.max(end - System.nanoTime(), 0)));
		}
		finally {
			this.reference.set(null);
		}
		announce(() -> this.context.publishEvent(new WkServerStoppedEvent(this, addresses)));
	}

	/**
	 * Whatever listeners to events do, the server stops.
	 */
	private static void announce(Runnable event) {
		try {
			event.run();
		}
		catch (RuntimeException ex) {
			logger.error("A listener failed while the server was being stopped", ex);
		}
	}

	private void awaitPresenceEvents(Duration timeout) {
		if (this.presenceEvents != null && !this.presenceEvents.await(timeout)) {
			logger.warn("Not every WkUserOfflineEvent was heard within spring.lifecycle.timeout-per-shutdown-phase");
		}
	}

	@Override
	public boolean isRunning() {
		return this.reference.get() != null;
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
