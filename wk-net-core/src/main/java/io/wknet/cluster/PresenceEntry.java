package io.wknet.cluster;

import io.wknet.frame.DeviceFlag;

/**
 * One connection of a user, somewhere in the cluster.
 *
 * @param uid the user
 * @param member the run of the node that has the connection
 * @param connectionId the connection's id, which only that run knows; positive
 * @param deviceFlag the kind of device
 * @param sequence orders the logins of one user: a later one has a higher sequence.
 * Microseconds since 1970 by the clock of the store, made unique for the user
 * @since 0.1.0
 */
public record PresenceEntry(String uid, ClusterMember member, long connectionId, DeviceFlag deviceFlag, long sequence) {

}
