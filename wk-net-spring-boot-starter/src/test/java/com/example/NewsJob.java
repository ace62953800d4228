package com.example;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

import io.wknet.delivery.DeliveryResult;
import io.wknet.spring.template.WkNetTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

@Component
public class NewsJob {

	private static final Logger logger = LoggerFactory.getLogger(NewsJob.class);

	private final WkNetTemplate template;

	public NewsJob(WkNetTemplate template) {
		this.template = template;
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
	public void send() {
		DeliveryResult result = this.template.sendToTopic("news", 17, "It is " + LocalTime.now(ZoneOffset.UTC) + " UTC")
			.await(Duration.ofSeconds(30));
		logger.info("{} of {} have the news", result.reached(), result.receivers());
	}

}
