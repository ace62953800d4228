/**
 * Pushing a message to a user over HTTP, for programs that are no clients.
 */
@NullMarked
package io.wknet.sample.push;

import org.jspecify.annotations.NullMarked;
