package io.wknet.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How the observation of a listener method's call is named. A bean of this type takes the
 * place of the {@link DefaultWkListenerObservationConvention}.
 *
 * @since 0.1.0
 */
public interface WkListenerObservationConvention extends ObservationConvention<WkListenerContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof WkListenerContext;
	}

}
