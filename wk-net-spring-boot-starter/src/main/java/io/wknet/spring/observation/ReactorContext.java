package io.wknet.spring.observation;

import io.micrometer.observation.Observation;
import reactor.util.context.Context;

/**
 * Where Reactor's operators look for the current observation.
 */
final class ReactorContext {

	/**
	 * The key of Micrometer's {@code ObservationThreadLocalAccessor}, a class that can be
	 * loaded only with the library for context propagation.
	 */
	private static final String KEY = "micrometer.observation";

	private ReactorContext() {
	}

	static Context with(Observation observation, Context context) {
		return context.put(KEY, observation);
	}

}
