/**
 * A live peer and where to find it. {@link io.wknet.connection.WkConnection} is what an
 * application holds; {@link io.wknet.connection.ConnectionRegistry} finds connections by
 * id, by user, and by user and device flag.
 */
@NullMarked
package io.wknet.connection;

import org.jspecify.annotations.NullMarked;
