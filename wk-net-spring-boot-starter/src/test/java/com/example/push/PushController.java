package com.example.push;

import java.time.Duration;

import io.wknet.delivery.DeliveryRejectedException;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.RemoteDeliveryException;
import io.wknet.spring.template.WkNetTemplate;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class PushController {

	private static final int NOTICE = 16;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final WkNetTemplate template;

	private final RecentPushes recent;

	public PushController(WkNetTemplate template, RecentPushes recent) {
		this.template = template;
		this.recent = recent;
	}

	@PostMapping("/push/users/{uid}")
	DeliveryResult toUser(@PathVariable String uid, @RequestHeader("Idempotency-Key") String key,
			@RequestBody Push push) {
		Notice notice = new Notice(key, push.text());
		return this.recent.once(uid + " " + key, () -> this.template.sendToUser(uid, NOTICE, notice)).await(PATIENCE);
	}

	@PostMapping("/push/topics/{topic}")
	DeliveryResult toTopic(@PathVariable String topic, @RequestHeader("Idempotency-Key") String key,
			@RequestBody Push push) {
		Notice notice = new Notice(key, push.text());
		return this.recent.once("#" + topic + " " + key, () -> this.template.sendToTopic(topic, NOTICE, notice))
			.await(PATIENCE);
	}

	@PostMapping("/push/everybody")
	DeliveryResult toEverybody(@RequestHeader("Idempotency-Key") String key, @RequestBody Push push) {
		Notice notice = new Notice(key, push.text());
		return this.recent.once("* " + key, () -> this.template.sendToAll(NOTICE, notice)).await(PATIENCE);
	}

	/**
	 * Too much waits to be handed out: sent to nobody, so it may be sent again.
	 */
	@ExceptionHandler
	ResponseEntity<String> tooFast(DeliveryRejectedException ex) {
		return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS).header("Retry-After", "1").body("send more slowly");
	}

	/**
	 * Other nodes of a cluster may not have got it; this one has sent it.
	 */
	@ExceptionHandler
	ResponseEntity<DeliveryResult> partly(RemoteDeliveryException ex) {
		return ResponseEntity.status(HttpStatus.BAD_GATEWAY).body(ex.result());
	}

	record Push(String text) {

	}

	record Notice(String id, String text) {

	}

}
