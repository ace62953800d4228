/**
 * The front door: configure a {@link io.wknet.server.WkServer}, bind it, and stop the
 * {@link io.wknet.server.BoundWkServer} that results.
 */
@NullMarked
package io.wknet.server;

import org.jspecify.annotations.NullMarked;
