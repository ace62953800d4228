package io.wknet.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.spring.listener.ListenerObservations;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Observes calls of listener methods with Micrometer.
 *
 * @since 0.1.0
 */
public final class MicrometerListenerObservations implements ListenerObservations {

	private final ObservationRegistry registry;

	private final @Nullable WkListenerObservationConvention convention;

	private final WkListenerObservationConvention defaultConvention;

	/**
	 * Create the observations.
	 * @param registry takes them
	 * @param convention names them; {@code null} to have that done by a convention of the
	 * registry, or else by the default
	 * @param defaultConvention names them if nobody else does
	 */
	public MicrometerListenerObservations(ObservationRegistry registry,
			@Nullable WkListenerObservationConvention convention, WkListenerObservationConvention defaultConvention) {
		this.registry = registry;
		this.convention = convention;
		this.defaultConvention = defaultConvention;
	}

	@Override
	public ListenerObservation begin(String method, WkConnection connection, @Nullable ClientFrame frame) {
		return new Call(Observation
			.createNotStarted(this.convention, this.defaultConvention,
					() -> new WkListenerContext(method, connection, frame), this.registry)
			.start());
	}

	/**
	 * One call.
	 */
	private static final class Call implements ListenerObservation {

		private final Observation observation;

		private Observation.Scope scope = Observation.Scope.NOOP;

		Call(Observation observation) {
			this.observation = observation;
		}

		@Override
		public void enter() {
			this.scope = this.observation.openScope();
		}

		@Override
		public void leave() {
			this.scope.close();
		}

		@Override
		public Context addTo(Context context) {
			return ReactorContext.with(this.observation, context);
		}

		@Override
		public void end(@Nullable Throwable error) {
			if (error != null) {
				this.observation.error(error);
			}
			this.observation.stop();
		}

	}

}
