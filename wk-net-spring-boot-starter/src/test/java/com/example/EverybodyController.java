package com.example;

import io.wknet.delivery.DeliveryResult;
import io.wknet.spring.template.ReactiveWkNetTemplate;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class EverybodyController {

	private final ReactiveWkNetTemplate template;

	public EverybodyController(ReactiveWkNetTemplate template) {
		this.template = template;
	}

	@PostMapping("/everybody/notices")
	public Mono<DeliveryResult> toAll(@RequestBody NoticeController.Notice notice) {
		return this.template.sendToAll(16, notice);
	}

}
