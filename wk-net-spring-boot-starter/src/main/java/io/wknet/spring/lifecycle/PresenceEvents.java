package io.wknet.spring.lifecycle;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

import io.wknet.listener.PresenceListener;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes which users come and go as {@link WkUserOnlineEvent} and
 * {@link WkUserOfflineEvent}. The core tells it on event loops, which must not block,
 * while application listeners may: events move to workers, in a few queues by user, so
 * that those of one user keep their order.
 *
 * @since 0.1.0
 */
public final class PresenceEvents implements PresenceListener {

	private static final int QUEUES = 16;

	private final ApplicationEventPublisher publisher;

	private final SerialQueue[] queues;

	/**
	 * Create the publisher.
	 * @param publisher takes the events
	 * @param workers runs the listeners
	 */
	public PresenceEvents(ApplicationEventPublisher publisher, Executor workers) {
		this.publisher = publisher;
		this.queues = IntStream.range(0, QUEUES).mapToObj((i) -> new SerialQueue(workers)).toArray(SerialQueue[]::new);
	}

	@Override
	public void onOnline(String uid) {
		publish(uid, new WkUserOnlineEvent(this, uid));
	}

	@Override
	public void onOffline(String uid) {
		publish(uid, new WkUserOfflineEvent(this, uid));
	}

	private void publish(String uid, ApplicationEvent event) {
		this.queues[Math.floorMod(uid.hashCode(), QUEUES)].add(() -> this.publisher.publishEvent(event));
	}

	/**
	 * Wait until the events so far were heard.
	 * @param timeout the longest time to wait
	 * @return {@code false} if the time was not enough
	 */
	boolean await(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		boolean complete = true;
		for (SerialQueue queue : this.queues) {
			complete &= queue.await(deadline - System.nanoTime());
		}
		return complete;
	}

}
