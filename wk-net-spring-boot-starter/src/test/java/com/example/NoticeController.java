package com.example;

import java.time.Duration;

import io.wknet.delivery.DeliveryResult;
import io.wknet.spring.template.WkNetTemplate;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class NoticeController {

	private final WkNetTemplate template;

	public NoticeController(WkNetTemplate template) {
		this.template = template;
	}

	@PostMapping("/users/{uid}/notices")
	public DeliveryResult toUser(@PathVariable String uid, @RequestBody Notice notice) {
		return this.template.sendToUser(uid, 16, notice).await(Duration.ofSeconds(5));
	}

	@PostMapping("/topics/{topic}/notices")
	public void toTopic(@PathVariable String topic, @RequestBody Notice notice) {
		this.template.sendToTopic(topic, 16, notice);
	}

	public record Notice(String text) {

	}

}
