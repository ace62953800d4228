/**
 * What travels: immutable frames, independent of how they are written as bytes. A
 * {@link io.wknet.frame.ClientFrame} is sent by a client, a
 * {@link io.wknet.frame.ServerFrame} by a server, so that sending one in the wrong
 * direction does not compile. The package uses the JDK alone.
 */
@NullMarked
package io.wknet.frame;

import org.jspecify.annotations.NullMarked;
