package io.wknet.spring.listener;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * What listener methods may use beside the call itself.
 *
 * @param converter reads and writes objects; {@code null} if there is none, which lets
 * methods that need it fail at startup
 * @param validator validates; {@code null} if there is none
 * @param timings hears how long methods took; {@code null} for nobody
 * @param observations observes calls in place of the timings; {@code null} for nobody
 * @param workers runs what may block after something that did not
 * @since 0.1.0
 */
public record ListenerSupport(@Nullable PayloadConverter converter, @Nullable PayloadValidator validator,
		@Nullable ListenerTimings timings, @Nullable ListenerObservations observations, Executor workers) {

	/**
	 * Nothing but Reactor's elastic threads.
	 * @return the support
	 */
	public static ListenerSupport none() {
		return new ListenerSupport(null, null, null, null, Schedulers.boundedElastic()::schedule);
	}

}
