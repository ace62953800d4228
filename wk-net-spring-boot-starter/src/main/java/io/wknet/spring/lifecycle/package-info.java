/**
 * The server's life inside the application's:
 * {@link io.wknet.spring.lifecycle.WkServerLifecycle} binds it when the context starts,
 * publishes ports and events, and drains it when the context stops.
 */
@NullMarked
package io.wknet.spring.lifecycle;

import org.jspecify.annotations.NullMarked;
