package io.wknet.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What is logged below a name while a test runs.
 */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private final Logger logger;

	private final @Nullable Level before;

	private LogLines(String name, @Nullable Level level) {
		this.logger = (Logger) LoggerFactory.getLogger(name);
		this.before = this.logger.getLevel();
		if (level != null) {
			this.logger.setLevel(level);
		}
		start();
		this.logger.addAppender(this);
	}

	/**
	 * Listen, at the level that is configured.
	 */
	public static LogLines of(Class<?> type) {
		return new LogLines(type.getName(), null);
	}

	/**
	 * Listen at a level, which is put back at the end.
	 */
	public static LogLines of(String name, Level level) {
		return new LogLines(name, level);
	}

	@Override
	protected void append(ILoggingEvent event) {
		event.prepareForDeferredProcessing();
		this.events.add(event);
	}

	/**
	 * The lines of one level, without stack traces.
	 */
	public List<String> at(Level level) {
		return this.events.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	/**
	 * How many lines have a stack trace.
	 */
	public long stackTraces() {
		return this.events.stream().filter((event) -> event.getThrowableProxy() != null).count();
	}

	/**
	 * All that was logged, with stack traces.
	 */
	public String text() {
		StringBuilder result = new StringBuilder();
		for (ILoggingEvent event : this.events) {
			result.append(event.getLevel()).append(' ').append(event.getFormattedMessage()).append('\n');
			if (event.getThrowableProxy() != null) {
				result.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
		}
		return result.toString();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setLevel(this.before);
		stop();
	}

}
