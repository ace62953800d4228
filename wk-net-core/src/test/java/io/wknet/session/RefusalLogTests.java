package io.wknet.session;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.wknet.connection.CloseReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalLogTests {

	private static final SocketAddress ADDRESS = new InetSocketAddress("203.0.113.7", 51_234);

	private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1);

	private final RefusalLog log = new RefusalLog(this.time::get);

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.addAppender(this.lines);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.lines);
	}

	private List<String> atInfo() {
		return this.lines.list.stream()
			.filter((line) -> line.getLevel() == Level.INFO)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	private void refuse(CloseReason reason, int times) {
		for (int i = 0; i < times; i++) {
			this.log.log("tcp", ADDRESS, reason, "as it is");
		}
	}

	private void after(Duration duration) {
		this.time.addAndGet(duration.toNanos());
	}

	@Test
	void logsTheFirst() {
		refuse(CloseReason.LIMIT_EXCEEDED, 1);
		assertThat(atInfo()).containsExactly("'tcp' refused /203.0.113.7:51234: LIMIT_EXCEEDED: as it is");
	}

	@Test
	void logsOnceIn3SecondsAndHowManyThereWere() {
		refuse(CloseReason.LIMIT_EXCEEDED, 1000);
		after(Duration.ofMillis(2999));
		refuse(CloseReason.LIMIT_EXCEEDED, 1);
		assertThat(atInfo()).hasSize(1);
		after(Duration.ofMillis(1));
		refuse(CloseReason.LIMIT_EXCEEDED, 5);
		assertThat(atInfo()).hasSize(2).last().asString().endsWith("as it is (and 1000 more like this)");
		after(Duration.ofSeconds(60));
		refuse(CloseReason.LIMIT_EXCEEDED, 1);
		assertThat(atInfo()).hasSize(3).last().asString().endsWith("(and 4 more like this)");
		after(Duration.ofSeconds(60));
		refuse(CloseReason.LIMIT_EXCEEDED, 1);
		assertThat(atInfo()).hasSize(4).last().asString().endsWith("as it is");
	}

	@Test
	void countsEachReasonByItself() {
		refuse(CloseReason.LIMIT_EXCEEDED, 10);
		refuse(CloseReason.PROTOCOL_ERROR, 20);
		refuse(CloseReason.AUTH_FAILED, 1);
		assertThat(atInfo()).hasSize(3);
		after(Duration.ofSeconds(3));
		refuse(CloseReason.PROTOCOL_ERROR, 1);
		assertThat(atInfo()).hasSize(4).last().asString().contains("PROTOCOL_ERROR").contains("(and 19 more");
	}

	@Test
	void whatClientsDoAllDayIsNotAtInfo() {
		refuse(CloseReason.CLIENT, 2);
		refuse(CloseReason.IO_ERROR, 2);
		assertThat(atInfo()).isEmpty();
	}

}
