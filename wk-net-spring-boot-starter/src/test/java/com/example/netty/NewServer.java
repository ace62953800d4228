package com.example.netty;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.wknet.listener.Dispatch;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.template.WkNetTemplate;

import org.springframework.stereotype.Component;

@Component
public class NewServer {

	private final WkNetTemplate template;

	public NewServer(WkNetTemplate template) {
		this.template = template;
	}

	/**
	 * Does not block, so it may run where the handler ran.
	 */
	@WkOnFrame(value = 16, dispatch = Dispatch.EVENT_LOOP)
	String echo(@Payload ByteBuf frame) {
		return frame.toString(StandardCharsets.UTF_8);
	}

	/**
	 * May block: it runs on a worker.
	 */
	@WkOnFrame(17)
	void toEverybody(@Payload String text) {
		this.template.sendToAll(17, text);
	}

}
