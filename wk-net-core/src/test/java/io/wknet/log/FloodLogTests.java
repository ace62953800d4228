package io.wknet.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import io.wknet.support.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class FloodLogTests {

	private static final Logger logger = LoggerFactory.getLogger(FloodLogTests.class);

	private final LogLines lines = LogLines.of(FloodLogTests.class.getName(), Level.DEBUG);

	private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1);

	private final Queue<Runnable> later = new ArrayDeque<>();

	private final FloodLog log = new FloodLog(this.time::get, this.later::add);

	@AfterEach
	void stopListening() {
		this.lines.close();
	}

	private List<String> atInfo() {
		return this.lines.at(Level.INFO);
	}

	private void close(String reason, int times) {
		for (int i = 1; i <= times; i++) {
			this.log.log(logger, org.slf4j.event.Level.INFO, reason, "[{}] closed: {}", i, reason);
		}
	}

	private void after(long millis) {
		this.time.addAndGet(Duration.ofMillis(millis).toNanos());
	}

	/**
	 * The timer that was asked for expires.
	 */
	private void expire() {
		Queue<Runnable> due = new ArrayDeque<>(this.later);
		this.later.clear();
		due.forEach(Runnable::run);
	}

	@Test
	void logsTheFirstAsItIs() {
		close("LIMIT_EXCEEDED", 1);
		assertThat(atInfo()).containsExactly("[1] closed: LIMIT_EXCEEDED");
		assertThat(this.later).as("nothing to tell later").isEmpty();
	}

	@Test
	void logsOnceIn3SecondsAndHowManyWereLeftOut() {
		close("LIMIT_EXCEEDED", 4_812);
		after(2_999);
		close("LIMIT_EXCEEDED", 2);
		assertThat(atInfo()).hasSize(1);
		after(1);
		close("LIMIT_EXCEEDED", 1);
		assertThat(atInfo()).hasSize(2)
			.last()
			.isEqualTo("[1] closed: LIMIT_EXCEEDED (and 4,813 more like this in the last 3 s)");
		after(60_000);
		close("LIMIT_EXCEEDED", 1);
		assertThat(atInfo()).hasSize(3).last().isEqualTo("[1] closed: LIMIT_EXCEEDED");
	}

	@Test
	void tellsHowManyWhenAFloodHasEnded() {
		close("PROTOCOL_ERROR", 4_813);
		assertThat(this.later).as("asked once").hasSize(1);
		after(3_000);
		expire();
		assertThat(atInfo()).containsExactly("[1] closed: PROTOCOL_ERROR",
				"... and 4,812 more like this in the last 3 s: [1] closed: PROTOCOL_ERROR");
		after(3_000);
		expire();
		assertThat(atInfo()).hasSize(2);
	}

	@Test
	void whatIsToldAtTheEndIsALineOfItsPeriod() {
		close("PROTOCOL_ERROR", 10);
		after(3_000);
		expire();
		close("PROTOCOL_ERROR", 20);
		assertThat(atInfo()).hasSize(2);
		after(3_000);
		expire();
		assertThat(atInfo()).hasSize(3).last().asString().startsWith("... and 20 more");
	}

	@Test
	void aTimerThatIsEarlyIsAskedAgain() {
		close("PROTOCOL_ERROR", 10);
		after(2_000);
		expire();
		assertThat(atInfo()).hasSize(1);
		after(1_000);
		expire();
		assertThat(atInfo()).hasSize(2);
	}

	@Test
	void countsEachKindByItself() {
		close("LIMIT_EXCEEDED", 10);
		close("PROTOCOL_ERROR", 20);
		close("AUTH_FAILED", 1);
		assertThat(atInfo()).hasSize(3);
		after(3_000);
		expire();
		assertThat(atInfo()).hasSize(5)
			.anyMatch((line) -> line.startsWith("... and 9 more"))
			.anyMatch((line) -> line.startsWith("... and 19 more"));
	}

	@Test
	void whatIsLeftOutIsAtDebug() {
		close("IDLE", 3);
		assertThat(this.lines.at(Level.DEBUG)).containsExactly("[2] closed: IDLE", "[3] closed: IDLE");
	}

	@Test
	void aStackTraceIsLoggedOnce() {
		for (int i = 1; i <= 100; i++) {
			this.log.failed(logger, new IllegalStateException("number " + i), "[{}] A listener failed", i);
		}
		this.log.failed(logger, new IllegalArgumentException("another"), "[{}] A listener failed", 101);
		this.log.failed(logger, elsewhere(), "[{}] A listener failed", 102);
		assertThat(this.lines.at(Level.ERROR)).containsExactly("[1] A listener failed", "[101] A listener failed",
				"[102] A listener failed");
		assertThat(this.lines.stackTraces()).isEqualTo(3);
		assertThat(this.lines.at(Level.DEBUG)).hasSize(99)
			.contains("[100] A listener failed: java.lang.IllegalStateException: number 100");
		this.log.tell();
		assertThat(this.lines.at(Level.ERROR)).hasSize(4)
			.last()
			.isEqualTo("... and 99 more like this in the last 3 s: [1] A listener failed");
	}

	private static IllegalStateException elsewhere() {
		return new IllegalStateException("in another method");
	}

	@Test
	void aFailureThatQuotesWhatAPeerSentIsEscaped() {
		this.log.failed(logger, new NumberFormatException("For input string: \"1\r\n2026 INFO all is well\u001b[2J\""),
				"[{}] A listener failed", 1);
		assertThat(this.lines.text()).contains("\"1\\u000d\\u000a2026 INFO all is well\\u001b[2J\"");
	}

	@Test
	void theSecretIsTakenOutOfAFailureAtAnyLevel() {
		for (int i = 0; i < 2; i++) {
			this.log.failedWith(logger,
					new IllegalStateException("no user for s3cret/token",
							new RuntimeException("GET /introspect?token=s3cret%2Ftoken")),
					"s3cret/token", "[{}] The authenticator failed", i);
		}
		assertThat(this.lines.text()).contains("no user for ***")
			.contains("token=***")
			.contains("at io.wknet.log.FloodLogTests.theSecretIsTakenOutOfAFailureAtAnyLevel(")
			.doesNotContain("s3cret");
	}

	@Test
	void thereIsABoundForKinds() {
		for (int i = 0; i < 10 * FloodLog.MAX_KINDS; i++) {
			close("kind " + i, 1);
		}
		assertThat(atInfo()).hasSize(FloodLog.MAX_KINDS + 1);
	}

	@Test
	void isNoMoreThanALogWithoutATimer() {
		FloodLog stopped = new FloodLog(this.time::get, (task) -> {
			throw new RejectedExecutionException("ended");
		});
		stopped.log(logger, org.slf4j.event.Level.INFO, "a", "a");
		stopped.log(logger, org.slf4j.event.Level.INFO, "a", "a");
		after(3_000);
		stopped.log(logger, org.slf4j.event.Level.INFO, "a", "a");
		assertThat(atInfo()).containsExactly("a", "a (and 1 more like this in the last 3 s)");
	}

	@Test
	void everyLineIsLoggedOrCountedWhoeverLogsIt() throws Exception {
		FloodLog shared = new FloodLog();
		int threads = 8;
		int each = 2_000;
		CyclicBarrier start = new CyclicBarrier(threads);
		List<Thread> running = IntStream.range(0, threads).mapToObj((number) -> new Thread(() -> {
			try {
				start.await();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			for (int i = 0; i < each; i++) {
				shared.log(logger, org.slf4j.event.Level.INFO, "flood", "flood");
			}
		})).peek(Thread::start).toList();
		for (Thread thread : running) {
			thread.join();
		}
		shared.tell();
		Pattern count = Pattern.compile("and ([0-9,]+) more");
		long told = atInfo().stream().mapToLong((line) -> {
			Matcher more = count.matcher(line);
			return (line.startsWith("...") ? 0 : 1)
					+ (more.find() ? Long.parseLong(more.group(1).replace(",", "")) : 0);
		}).sum();
		assertThat(told).isEqualTo((long) threads * each);
	}

}
