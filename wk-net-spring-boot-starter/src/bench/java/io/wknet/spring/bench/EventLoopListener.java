package io.wknet.spring.bench;

import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.Dispatch;
import io.wknet.spring.annotation.WkOnFrame;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Answers on the event loop.
 */
@Component
@ConditionalOnProperty(name = "bench.dispatch", havingValue = "event-loop")
class EventLoopListener {

	@WkOnFrame(dispatch = Dispatch.EVENT_LOOP)
	SendackFrame send(SendFrame frame) {
		return SendackFrame.accepted(frame, 1, 1);
	}

}
