package io.wknet.spring.test;

import java.util.UUID;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;

/**
 * A frame that the server of a test sends back when its turn at the listeners comes:
 * frames of one connection are handled in their order, so all before it are done then.
 * Its payload is random, so that it is never taken for one of the application's.
 */
final class Barrier {

	private final ApplicationFrame frame = ApplicationFrame.of(ApplicationFrame.MAX_TYPE_CODE,
			Payload.utf8(UUID.randomUUID().toString()));

	ApplicationFrame frame() {
		return this.frame;
	}

	boolean is(Frame other) {
		return this.frame.equals(other);
	}

}
