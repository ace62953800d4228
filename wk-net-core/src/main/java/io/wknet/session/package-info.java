/**
 * One peer from its first byte to its close: CONNECT, authentication, dispatch to the
 * listener, deadlines, close. A session sees frames, never bytes.
 */
@NullMarked
package io.wknet.session;

import org.jspecify.annotations.NullMarked;
