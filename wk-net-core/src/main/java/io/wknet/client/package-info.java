/**
 * The Java client: configure a {@link io.wknet.client.WkClient}, connect it, and use the
 * {@link io.wknet.client.WkClientConnection} that results, for as long as it lasts.
 * <p>
 * A {@code ConnectAttempt} opens a socket and waits for the CONNACK; a
 * {@code ClientSession} is one socket from its first byte to its last; a
 * {@code ReconnectingConnection} is what the application holds, over as many sessions as
 * it takes. Bytes become frames in the handlers that the server uses too.
 */
@NullMarked
package io.wknet.client;

import org.jspecify.annotations.NullMarked;
