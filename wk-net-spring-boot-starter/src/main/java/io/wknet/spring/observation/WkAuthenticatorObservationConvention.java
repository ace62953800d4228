package io.wknet.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How the observation of a question to the {@link io.wknet.auth.Authenticator} is named.
 * A bean of this type takes the place of the
 * {@link DefaultWkAuthenticatorObservationConvention}.
 *
 * @since 0.1.0
 */
public interface WkAuthenticatorObservationConvention extends ObservationConvention<WkAuthenticatorContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof WkAuthenticatorContext;
	}

}
