package io.wknet.spring.bench;

import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.spring.annotation.WkOnFrame;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Answers where methods run that may block.
 */
@Component
@ConditionalOnProperty(name = "bench.dispatch", havingValue = "worker")
class WorkerListener {

	@WkOnFrame
	SendackFrame send(SendFrame frame) {
		return SendackFrame.accepted(frame, 1, 1);
	}

}
