/**
 * What the sample's page in {@code static} needs from the server besides its frames:
 * where the WebSocket is, and a promise to browsers that the page loads nothing from
 * elsewhere.
 */
@NullMarked
package io.wknet.sample.page;

import org.jspecify.annotations.NullMarked;
