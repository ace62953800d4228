package io.wknet.auth;

import java.util.ArrayList;
import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks authenticators in order until one decides.
 */
final class AuthenticatorChain implements Authenticator {

	private final List<Authenticator> authenticators;

	private AuthenticatorChain(List<Authenticator> authenticators) {
		this.authenticators = authenticators;
	}

	static Authenticator of(List<Authenticator> authenticators) {
		if (authenticators.isEmpty()) {
			throw new IllegalArgumentException("At least one authenticator is needed, found none");
		}
		if (authenticators.size() == 1) {
			return authenticators.get(0);
		}
		List<ReactiveAuthenticator> reactive = new ArrayList<>();
		for (Authenticator authenticator : authenticators) {
			if (authenticator instanceof ReactiveAuthenticator one) {
				reactive.add(one);
			}
		}
		return (reactive.size() == authenticators.size()) ? reactive(reactive)
				: new AuthenticatorChain(List.copyOf(authenticators));
	}

	private static ReactiveAuthenticator reactive(List<ReactiveAuthenticator> authenticators) {
		return (credentials) -> Flux.fromIterable(authenticators)
			.concatMap(
					(authenticator) -> authenticator.authenticateLater(credentials)
						.switchIfEmpty(Mono
							.error(() -> new IllegalStateException("The authenticator completed without an answer"))))
			.filter((result) -> !(result instanceof AuthResult.Undecided))
			.next()
			.defaultIfEmpty(AuthResult.undecided());
	}

	@Override
	public AuthResult authenticate(Credentials credentials) throws Exception {
		for (Authenticator authenticator : this.authenticators) {
			AuthResult result = authenticator.authenticate(credentials);
			if (!(result instanceof AuthResult.Undecided)) {
				return result;
			}
		}
		return AuthResult.undecided();
	}

}
