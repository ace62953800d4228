/**
 * The three roles of a cluster over Redis: who is alive, which connections of a user are
 * where, and a bus. {@link io.wknet.spring.cluster.RedisClusterRoles} makes them of the
 * application's connection to Redis. What changes more than one key is a Lua script, in
 * the resources of this package.
 */
@NullMarked
package io.wknet.spring.cluster;

import org.jspecify.annotations.NullMarked;
