/**
 * One server as a node of a cluster. {@link io.wknet.node.ClusterNode} stands between the
 * sessions of this server and the three roles of {@link io.wknet.cluster}: a login is
 * claimed before the client is let in, what is sent to a user goes to every node that has
 * one of its connections, and whoever was displaced elsewhere is closed here. Sessions
 * know this package; it knows them as {@link io.wknet.node.LocalSessions}.
 */
@NullMarked
package io.wknet.node;

import org.jspecify.annotations.NullMarked;
