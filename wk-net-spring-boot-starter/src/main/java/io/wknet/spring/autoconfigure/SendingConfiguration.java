package io.wknet.spring.autoconfigure;

import io.wknet.delivery.WkOperations;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.lifecycle.CurrentOperations;
import io.wknet.spring.lifecycle.CurrentTopics;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.template.ReactiveWkNetTemplate;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topics;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What other beans send with.
 */
@Configuration(proxyBeanMethods = false)
class SendingConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WkOperations wkOperations(BoundServerReference reference) {
		return new CurrentOperations(reference);
	}

	@Bean
	@ConditionalOnMissingBean
	Topics wkTopics(BoundServerReference reference) {
		return new CurrentTopics(reference);
	}

	@Bean
	@ConditionalOnMissingBean
	WkNetTemplate wkNetTemplate(WkOperations operations, ObjectProvider<PayloadConverter> converter) {
		return new WkNetTemplate(operations, converter.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveWkNetTemplate reactiveWkNetTemplate(WkOperations operations, ObjectProvider<PayloadConverter> converter) {
		return new ReactiveWkNetTemplate(operations, converter.getIfAvailable());
	}

}
