/**
 * JSON to frames and back, for clients that are written by hand: JSON-RPC 2.0, with the
 * methods that WuKongIM has. One message is one JSON text is one frame.
 * {@link io.wknet.codec.json.JsonConversation} is what one connection has; its
 * {@code JsonDecoder} reads the envelope ({@code Request}) and the parameters
 * ({@code Params}), of which {@code Method} makes the frame, and its {@code JsonEncoder}
 * writes frames as answers and notifications.
 * <p>
 * The package needs Jackson's streaming API, which is an optional dependency: nothing
 * here is used unless JSON is switched on.
 */
@NullMarked
package io.wknet.codec.json;

import org.jspecify.annotations.NullMarked;
