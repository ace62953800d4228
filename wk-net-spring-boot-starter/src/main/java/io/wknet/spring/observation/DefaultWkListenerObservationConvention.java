package io.wknet.spring.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.wknet.frame.ClientFrame;

/**
 * Names the observation as the timer that is there without observations, and the span by
 * the method. To be extended by those who want more or fewer values; none may hold a
 * token, and of those with many values none may get into
 * {@link #getLowCardinalityKeyValues}.
 *
 * @since 0.1.0
 */
public class DefaultWkListenerObservationConvention implements WkListenerObservationConvention {

	private static final KeyValue SUCCESS = KeyValue.of(WkObservations.ListenerTags.OUTCOME, "success");

	private static final KeyValue ERROR = KeyValue.of(WkObservations.ListenerTags.OUTCOME, "error");

	private final String name;

	/**
	 * Create a convention that names the observation {@code wk.net.listener}.
	 */
	public DefaultWkListenerObservationConvention() {
		this("wk.net.listener");
	}

	/**
	 * Create a convention.
	 * @param name the observation's name, which is that of its meters
	 */
	public DefaultWkListenerObservationConvention(String name) {
		this.name = name;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public String getContextualName(WkListenerContext context) {
		return context.method();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(WkListenerContext context) {
		return KeyValues.of(KeyValue.of(WkObservations.ListenerTags.METHOD, context.method()),
				(context.getError() != null) ? ERROR : SUCCESS);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(WkListenerContext context) {
		KeyValues values = KeyValues.of(
				KeyValue.of(WkObservations.Details.CONNECTION, Long.toString(context.connection().id())),
				KeyValue.of(WkObservations.Details.LISTENER, context.connection().listener()));
		ClientFrame frame = context.frame();
		return (frame != null)
				? values.and(KeyValue.of(WkObservations.Details.FRAME_TYPE, Integer.toString(frame.typeCode())))
				: values;
	}

}
