package io.wknet.spring.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.wknet.auth.AuthResult;
import org.jspecify.annotations.Nullable;

/**
 * Names the observation {@code wk.net.authenticator}. To be extended by those who want
 * more or fewer values; none may hold a token.
 *
 * @since 0.1.0
 */
public class DefaultWkAuthenticatorObservationConvention implements WkAuthenticatorObservationConvention {

	@Override
	public String getName() {
		return "wk.net.authenticator";
	}

	@Override
	public String getContextualName(WkAuthenticatorContext context) {
		return "authenticate";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(WkAuthenticatorContext context) {
		return KeyValues.of(KeyValue.of(WkObservations.AuthenticatorTags.OUTCOME, outcome(context)));
	}

	private static String outcome(WkAuthenticatorContext context) {
		if (context.getError() != null) {
			return "error";
		}
		@Nullable AuthResult result = context.result();
		if (result instanceof AuthResult.Accepted) {
			return "accepted";
		}
		if (result instanceof AuthResult.Rejected) {
			return "rejected";
		}
		return (result != null) ? "undecided" : "none";
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(WkAuthenticatorContext context) {
		return KeyValues.of(
				KeyValue.of(WkObservations.Details.CONNECTION, Long.toString(context.credentials().connectionId())),
				KeyValue.of(WkObservations.Details.LISTENER, context.credentials().listener()));
	}

}
