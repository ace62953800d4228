package io.wknet.transport;

import io.wknet.codec.FrameEncoder;
import org.jspecify.annotations.Nullable;

/**
 * An encoder that one channel has for itself.
 */
abstract class PeerEncoder extends FrameEncoder {

	/**
	 * The encoder that frames for many channels are encoded with, once for all channels
	 * that name the same.
	 * @return that encoder, or {@code null} if this one has to encode them as well
	 */
	abstract @Nullable FrameEncoder forAll();

}
