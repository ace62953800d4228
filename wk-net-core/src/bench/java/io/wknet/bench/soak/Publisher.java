package io.wknet.bench.soak;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import io.wknet.delivery.Delivery;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.server.BoundWkServer;
import io.wknet.timer.ScheduledTask;

/**
 * Publishes numbered messages to the topics in turn, and broadcasts others to all. Two
 * event loops may do so at the same time as the thread that is asked; its lock makes the
 * numbers exact.
 */
final class Publisher {

	private final BoundWkServer server;

	private final List<ScheduledTask> tasks = new ArrayList<>();

	private final LongAdder undelivered = new LongAdder();

	private boolean publishing;

	private long published;

	private long broadcasts;

	Publisher(BoundWkServer server) {
		this.server = server;
	}

	synchronized void start(Duration topicPeriod, Duration broadcastPeriod) {
		this.publishing = true;
		this.tasks.add(this.server.scheduleRepeatedly(topicPeriod, this::publishNext));
		this.tasks.add(this.server.scheduleRepeatedly(broadcastPeriod, this::broadcastNext));
	}

	/**
	 * Publish no more. A run of a cancelled task may still be under way; it has published
	 * before this returns, or does not publish at all.
	 * @return how much was published in all
	 */
	synchronized String stop() {
		this.publishing = false;
		this.tasks.forEach(ScheduledTask::cancel);
		return "broadcasts=" + this.broadcasts + " published=" + this.published;
	}

	/**
	 * How often a publication did not reach one of its subscribers. Only those that are
	 * held are subscribed, and each of them must get it.
	 */
	long undelivered() {
		return this.undelivered.sum();
	}

	/**
	 * The topics in turn, so that the number of all tells that of each.
	 */
	private synchronized void publishNext() {
		if (this.publishing) {
			long number = this.published++;
			watch(this.server.operations()
				.sendToTopic(SoakListener.topic((int) (number % SoakFrames.TOPICS)),
						numbered(SoakFrames.PUBLISHED, number / SoakFrames.TOPICS + 1)));
		}
	}

	private synchronized void broadcastNext() {
		if (this.publishing) {
			this.server.operations().sendToAll(numbered(SoakFrames.BROADCAST, ++this.broadcasts));
		}
	}

	private void watch(Delivery delivery) {
		delivery.completion()
			.thenAccept((result) -> this.undelivered.add((long) result.receivers() - result.reached()));
	}

	private static ApplicationFrame numbered(int type, long number) {
		return ApplicationFrame.of(type,
				Payload.wrap(ByteBuffer.allocate(2 * Long.BYTES).putLong(number).putLong(System.nanoTime()).array()));
	}

}
