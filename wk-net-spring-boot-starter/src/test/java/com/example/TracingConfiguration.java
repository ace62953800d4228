package com.example;

import io.micrometer.common.KeyValues;
import io.wknet.spring.observation.DefaultWkListenerObservationConvention;
import io.wknet.spring.observation.WkListenerContext;
import io.wknet.spring.observation.WkListenerObservationConvention;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
public class TracingConfiguration {

	@Bean
	WkListenerObservationConvention listenerObservations() {
		return new DefaultWkListenerObservationConvention() {

			@Override
			public KeyValues getHighCardinalityKeyValues(WkListenerContext context) {
				return super.getHighCardinalityKeyValues(context).and("protocol", context.connection().protocol());
			}

		};
	}

}
