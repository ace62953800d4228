package io.wknet.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * All observations, and what they are described by. Of each the tags have a closed set of
 * values and are those of its meters; the details are only in traces.
 *
 * @since 0.1.0
 */
public enum WkObservations implements ObservationDocumentation {

	/**
	 * A call of a listener method, until its replies were written.
	 */
	LISTENER {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultWkListenerObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return ListenerTags.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return Details.values();
		}

	},

	/**
	 * A question to the authenticator, until it has answered.
	 */
	AUTHENTICATOR {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultWkAuthenticatorObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return AuthenticatorTags.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return KeyName.merge(new KeyName[] { Details.CONNECTION, Details.LISTENER });
		}

	};

	/**
	 * Tags of a call of a listener method.
	 */
	public enum ListenerTags implements KeyName {

		/**
		 * The simple names of class and method, {@code ChatListener.onSend}.
		 */
		METHOD("method"),

		/**
		 * How it ended: {@code success} or {@code error}.
		 */
		OUTCOME("outcome");

		private final String key;

		ListenerTags(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Tags of a question to the authenticator.
	 */
	public enum AuthenticatorTags implements KeyName {

		/**
		 * How it ended: {@code accepted}, {@code rejected}, {@code undecided},
		 * {@code error}, or {@code none} if nobody waited for the answer any more.
		 */
		OUTCOME("outcome");

		private final String key;

		AuthenticatorTags(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Details, of which there may be any number of values.
	 */
	public enum Details implements KeyName {

		/**
		 * The connection's id.
		 */
		CONNECTION("wk.net.connection"),

		/**
		 * The name of the listener that accepted it, {@code tcp} for example.
		 */
		LISTENER("wk.net.connection.listener"),

		/**
		 * The type code of the frame, if the call is about one.
		 */
		FRAME_TYPE("wk.net.frame.type");

		private final String key;

		Details(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
