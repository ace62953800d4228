package io.wknet.canary;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/**
 * Looks for the canary in what is logged, also below the level that is printed.
 *
 * @since 0.1.0
 */
public final class CanaryAppender extends AppenderBase<ILoggingEvent> {

	private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

	@Override
	public void start() {
		this.stackTraces.start();
		super.start();
	}

	@Override
	protected void append(ILoggingEvent event) {
		CanaryWatch watch = CanaryWatch.instance();
		watch.look(event.getFormattedMessage());
		if (event.getThrowableProxy() != null) {
			watch.look(this.stackTraces.convert(event));
		}
	}

}
