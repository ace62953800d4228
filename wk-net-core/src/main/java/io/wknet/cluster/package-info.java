/**
 * More than one machine. Three small roles, each of which a user may fill:
 * {@link io.wknet.cluster.NodeDirectory} says who is alive,
 * {@link io.wknet.cluster.PresenceStore} which connections of a user are where, and
 * {@link io.wknet.cluster.ClusterBus} carries bytes to other nodes.
 * {@link io.wknet.cluster.InProcessCluster} fills them for servers of one process.
 */
@NullMarked
package io.wknet.cluster;

import org.jspecify.annotations.NullMarked;
