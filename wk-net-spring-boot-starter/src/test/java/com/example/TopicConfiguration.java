package com.example;

import io.wknet.topic.TopicAuthorizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
public class TopicConfiguration {

	@Bean
	public TopicAuthorizer topicAuthorizer() {
		return (connection, topic, param) -> !topic.channelId().startsWith("staff-")
				|| "staff".equals(connection.attributes().get("role"));
	}

}
