package io.wknet.sample.chat;

import java.time.Duration;

import jakarta.validation.constraints.Positive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much the messenger takes and keeps.
 *
 * @param maxPayload the largest message accepted
 * @param maxPending how many unacknowledged messages are kept for a user; the oldest make
 * room for new ones
 * @param rememberFor how long a delivered message is remembered, to recognise it when its
 * sender sends it again
 */
@ConfigurationProperties("sample.chat")
@Validated
record ChatProperties(@DefaultValue("64KB") DataSize maxPayload, @DefaultValue("1000") @Positive int maxPending,
		@DefaultValue("10m") Duration rememberFor) {

}
