package io.wknet.cluster;

/**
 * Who fills the three roles of a cluster.
 *
 * @param directory says which nodes are alive
 * @param presence says which connections of a user are where
 * @param bus carries bytes to other nodes
 * @since 0.1.0
 */
public record ClusterRoles(NodeDirectory directory, PresenceStore presence, ClusterBus bus) {

}
