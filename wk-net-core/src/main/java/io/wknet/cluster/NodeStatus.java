package io.wknet.cluster;

/**
 * What a node tells the others of itself.
 *
 * @param member the node
 * @param connections how many authenticated connections it has
 * @param users how many users are connected to it
 * @since 0.1.0
 */
public record NodeStatus(ClusterMember member, int connections, int users) {

}
