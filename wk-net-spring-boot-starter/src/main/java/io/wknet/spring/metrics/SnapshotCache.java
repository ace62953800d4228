package io.wknet.spring.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a snapshot for a moment, so that one scrape takes one.
 */
final class SnapshotCache {

	private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final Supplier<@Nullable BoundWkServer> server;

	private @Nullable Snapshot snapshot;

	private long takenAt;

	SnapshotCache(Supplier<@Nullable BoundWkServer> server) {
		this.server = server;
	}

	synchronized Snapshot get() {
		Snapshot current = this.snapshot;
		if (current == null || System.nanoTime() - this.takenAt > NANOS) {
			current = Snapshot.of(this.server.get(), current);
			this.snapshot = current;
			this.takenAt = System.nanoTime();
		}
		return current;
	}

}
