package io.wknet.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.log.Printable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Observes the questions to an authenticator.
 *
 * @since 0.1.0
 */
public final class ObservedAuthenticator implements Authenticator {

	private static final WkAuthenticatorObservationConvention DEFAULT = new DefaultWkAuthenticatorObservationConvention();

	private final Authenticator authenticator;

	private final ObservationRegistry registry;

	private final @Nullable WkAuthenticatorObservationConvention convention;

	private ObservedAuthenticator(Authenticator authenticator, ObservationRegistry registry,
			@Nullable WkAuthenticatorObservationConvention convention) {
		this.authenticator = authenticator;
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Observe an authenticator.
	 * @param authenticator what is asked
	 * @param registry takes the observations
	 * @param convention names them; {@code null} to have that done by a convention of the
	 * registry, or else by the default
	 * @return an authenticator that blocks if the other one does
	 */
	public static Authenticator of(Authenticator authenticator, ObservationRegistry registry,
			@Nullable WkAuthenticatorObservationConvention convention) {
		ObservedAuthenticator observed = new ObservedAuthenticator(authenticator, registry, convention);
		if (authenticator instanceof ReactiveAuthenticator reactive) {
			return (ReactiveAuthenticator) (credentials) -> observed.ask(reactive, credentials);
		}
		return observed;
	}

	@Override
	public AuthResult authenticate(Credentials credentials) throws Exception {
		WkAuthenticatorContext context = new WkAuthenticatorContext(credentials);
		Observation observation = observation(context).start();
		Observation.Scope scope = observation.openScope();
		try {
			AuthResult result = this.authenticator.authenticate(credentials);
			context.result(result);
			return result;
		}
		catch (Throwable ex) {
			observation.error(withoutToken(ex, credentials));
			throw ex;
		}
		finally {
			scope.close();
			observation.stop();
		}
	}

	private Mono<AuthResult> ask(ReactiveAuthenticator reactive, Credentials credentials) {
		return Mono.defer(() -> {
			WkAuthenticatorContext context = new WkAuthenticatorContext(credentials);
			Observation observation = observation(context).start();
			Mono<AuthResult> asked = Mono.defer(() -> reactive.authenticateLater(credentials));
			return Mono.<AuthResult>fromDirect((subscriber) -> observation.scoped(() -> asked.subscribe(subscriber)))
				.doOnNext(context::result)
				.doOnError((ex) -> observation.error(withoutToken(ex, credentials)))
				.doFinally((signal) -> observation.stop())
				.contextWrite((reactor) -> ReactorContext.with(observation, reactor));
		});
	}

	/**
	 * A trace shows the messages of what went wrong.
	 */
	private static Throwable withoutToken(Throwable error, Credentials credentials) {
		return Printable.failure(error, credentials.token());
	}

	private Observation observation(WkAuthenticatorContext context) {
		return Observation.createNotStarted(this.convention, DEFAULT, () -> context, this.registry);
	}

}
