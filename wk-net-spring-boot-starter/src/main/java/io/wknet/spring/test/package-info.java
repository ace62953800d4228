/**
 * For the tests of applications; not part of the starter, but packed into a jar of its
 * own, which only tests see. {@link io.wknet.spring.test.WkNetTest @WkNetTest} runs the
 * whole application on free ports, and {@link io.wknet.spring.test.WkTestClients} are its
 * clients, over real sockets. {@link io.wknet.spring.test.TestWkConnection} and
 * {@link io.wknet.spring.test.WkListenerTester} call single listeners, without any.
 * {@link io.wknet.spring.test.WkAssertions} says what a frame should be.
 * <p>
 * A frame comes from a {@code Wire} as bytes, is decoded by a {@code FrameStream} and
 * waits in a {@code WkTestClient} until the test takes it.
 */
@NullMarked
package io.wknet.spring.test;

import org.jspecify.annotations.NullMarked;
