package io.wknet.node;

import java.time.Duration;

import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterStats;
import io.wknet.cluster.DuplicateNodeException;
import io.wknet.delivery.WkOperations;
import io.wknet.topic.Topic;

/**
 * This server's part in a cluster. All methods may be called from any thread.
 *
 * @since 0.1.0
 */
public final class ClusterNode {

	private final ClusterMember self;

	private final NodePresence presence;

	private final NodeDelivery delivery;

	/**
	 * Create a node, which does nothing before it is started.
	 * @param settings how it behaves
	 * @param roles the directory, the presence store and the bus
	 * @param local the sessions of this server
	 */
	public ClusterNode(ClusterSettings settings, ClusterRoles roles, LocalSessions local) {
		this.self = ClusterMember.of(settings.nodeId());
		NodeExecutor executor = new NodeThreads(settings.nodeId());
		this.delivery = new NodeDelivery(this.self, settings, roles, local, executor);
		this.presence = new NodePresence(this.self, settings, roles, local, this.delivery, executor);
	}

	/**
	 * Join the cluster. Waits for the first answer of the directory; if it is away, the
	 * node joins later by itself, and serves its own connections until then.
	 * @throws DuplicateNodeException if another process has this node id
	 */
	public void start() {
		this.presence.start();
		this.delivery.start(this.presence::displaced);
	}

	/**
	 * Leave the cluster, and let go of what the node holds. Waits for that.
	 * @param timeout how long to wait at most
	 */
	public void stop(Duration timeout) {
		this.delivery.stop(timeout);
		this.presence.stop(timeout);
	}

	/**
	 * Claim a login. A login that can not be claimed, because the store is away, is let
	 * in as well.
	 * @param login the login
	 * @param admitted run once, on any thread, when it is let in; within three times the
	 * timeout
	 */
	public void login(Login login, Runnable admitted) {
		this.presence.login(login, admitted);
	}

	/**
	 * The {@code onAuthenticated} of a login has run.
	 * @param login the login
	 */
	public void entered(Login login) {
		this.presence.entered(login);
	}

	/**
	 * A login is over: its {@code onClose} has run, or it was closed before it was let
	 * in.
	 * @param login the login
	 */
	public void left(Login login) {
		this.presence.left(login);
	}

	/**
	 * Reaches users wherever they are connected.
	 * @return the operations
	 */
	public WkOperations operations() {
		return this.delivery.operations();
	}

	/**
	 * The first local subscriber of a topic has come, or the last has gone. Quick, and of
	 * one topic called in order.
	 * @param topic the topic
	 * @param anybody whether anybody is subscribed now
	 */
	public void subscribed(Topic topic, boolean anybody) {
		this.delivery.subscribed(topic, anybody);
	}

	/**
	 * What the node knows of the cluster.
	 * @return a snapshot
	 */
	public ClusterStats stats() {
		return new ClusterStats(this.self, this.presence.state(), this.presence.nodes(), this.presence.users(),
				this.delivery.stats());
	}

	NodePresence presence() {
		return this.presence;
	}

	NodeDelivery delivery() {
		return this.delivery;
	}

}
