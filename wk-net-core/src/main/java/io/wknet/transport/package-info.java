/**
 * What stands between a channel and the frames.
 * {@link io.wknet.transport.PipelineInstaller} is the one place with the order of
 * handlers. What has to come before the first frame, TLS for example, has a gate each
 * that holds the channel back until then. The last of the handlers turns bytes into
 * frames, hands each to a {@link io.wknet.transport.FrameReceiver}, and gives it a
 * {@link io.wknet.transport.FrameChannel} to answer through.
 */
@NullMarked
package io.wknet.transport;

import org.jspecify.annotations.NullMarked;
