/**
 * Bytes to frames and back. The codec knows protocol versions and size limits, but no
 * sessions: {@link io.wknet.codec.FrameDecoder} reads one frame at a time and
 * {@link io.wknet.codec.FrameEncoder} writes one, for either header
 * ({@link io.wknet.codec.WireFormat}). The bodies are the same under both. What JSON
 * makes of frames is in a package of its own, {@link io.wknet.codec.json}.
 */
@NullMarked
package io.wknet.codec;

import org.jspecify.annotations.NullMarked;
