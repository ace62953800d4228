package io.wknet.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

import io.wknet.cluster.ClusterStats;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.delivery.WkOperations;
import io.wknet.timer.ScheduledTask;
import io.wknet.topic.Topics;
import org.jspecify.annotations.Nullable;

/**
 * A server that listens. All methods may be called from any thread.
 *
 * @since 0.1.0
 */
public interface BoundWkServer extends AutoCloseable {

	/**
	 * Where the server listens.
	 * @return the bound addresses by the listeners' names
	 */
	Map<String, InetSocketAddress> addresses();

	/**
	 * The port of the only or first listener.
	 * @return the port
	 */
	int port();

	/**
	 * Whether all listeners accept connections.
	 * @return {@code false} once {@link #stop} has been called, or if a listener was lost
	 */
	boolean isAccepting();

	/**
	 * Whether the server has been told to stop.
	 * @return {@code true} from the call of {@link #stop} on
	 */
	boolean isStopping();

	/**
	 * The transport in use.
	 * @return any but {@link TransportType#AUTO}
	 */
	TransportType transport();

	/**
	 * The connections of this server.
	 * @return the registry
	 */
	ConnectionRegistry connections();

	/**
	 * Send to the users of this server, from anywhere.
	 * @return the operations
	 */
	WkOperations operations();

	/**
	 * Subscribe connections of this server to topics.
	 * @return the topics
	 */
	Topics topics();

	/**
	 * What the server did so far.
	 * @return a snapshot
	 */
	ServerStats stats();

	/**
	 * What this server knows of its cluster.
	 * @return a snapshot, or {@code null} if the server is alone
	 */
	@Nullable ClusterStats clusterStats();

	/**
	 * Run a task once, on an event loop: it must not block.
	 * @param delay after this time, and at most two ticks later
	 * @param task the task; what it throws is logged
	 * @return to cancel it
	 */
	ScheduledTask schedule(Duration delay, Runnable task);

	/**
	 * Run a task again and again, on an event loop: it must not block.
	 * @param period the time between the beginnings of two runs, and until the first; at
	 * least a tick
	 * @param task the task; what it throws is logged, and it runs on
	 * @return to cancel it
	 */
	ScheduledTask scheduleRepeatedly(Duration period, Runnable task);

	/**
	 * Stop: accept no more, let running listener calls and written frames finish, tell
	 * the peers, close every connection, and end the threads. Waits until that is done. A
	 * second call waits for the first.
	 * @param deadline after this time what is left is closed by force; positive
	 * @return {@code true} if all was finished in time
	 * @throws IllegalStateException if called on an event loop of the server
	 */
	boolean stop(Duration deadline);

	/**
	 * Stop with a deadline of 30 seconds.
	 */
	@Override
	default void close() {
		stop(Duration.ofSeconds(30));
	}

}
