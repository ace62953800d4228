package io.wknet.spring.listener;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.annotation.WkOnSubscribe;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing of ours keeps a virtual thread that waits on its carrier, as the flight
 * recorder sees it. A Java before 24 keeps every thread that is in a monitor.
 */
class VirtualThreadTests {

	private static final int CLIENTS = 8;

	private static final int FRAMES = 50;

	@TempDir
	private Path folder;

	@BeforeEach
	void needVirtualThreadsThatMayWaitInMonitors() {
		Assumptions.assumeTrue(Runtime.version().feature() >= 24);
	}

	@Test
	void listenersThatWaitDoNotPinTheirThreads() throws Exception {
		List<RecordedEvent> pinned = record(() -> ServerRunner.create()
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.withBean(Authenticator.class, () -> (credentials) -> {
				Waiting.moment();
				return AuthResult.accepted(credentials.uid());
			})
			.withBean(Waiting.class)
			.run(this::talk));
		assertThat(pinned).noneMatch((event) -> String.valueOf(event.getStackTrace()).contains("io.wknet."));
	}

	private void talk(ApplicationContext context) throws Exception {
		for (int i = 0; i < CLIENTS; i++) {
			try (TestClient client = TestClient.login(ServerRunner.port(context), "user" + i, ServerRunner.TOKEN)) {
				for (int j = 0; j < FRAMES; j++) {
					client.send(16 + j % 3, String.valueOf(j));
				}
				for (int j = 0; j < FRAMES; j++) {
					assertThat(client.receiveText()).isEqualTo((j % 3 == 2) ? "failed" : "true");
				}
			}
		}
	}

	/**
	 * A thread that waits below a class initializer can not leave its carrier.
	 */
	@Test
	void aThreadThatIsPinnedIsSeen() throws Exception {
		List<RecordedEvent> pinned = record(() -> {
			Thread thread = (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class)
				.invoke(null, (Runnable) () -> assertThat(Pinning.WAITED).isTrue());
			thread.join();
		});
		assertThat(pinned).anyMatch((event) -> String.valueOf(event.getStackTrace()).contains("io.wknet."));
	}

	private List<RecordedEvent> record(Work work) throws Exception {
		try (Recording recording = new Recording()) {
			recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
			recording.start();
			work.run();
			recording.stop();
			return dump(recording);
		}
	}

	private List<RecordedEvent> dump(Recording recording) throws IOException {
		Path file = this.folder.resolve("threads.jfr");
		recording.dump(file);
		return RecordingFile.readAllEvents(file);
	}

	/**
	 * What is recorded.
	 */
	private interface Work {

		void run() throws Exception;

	}

	/**
	 * Waits wherever a listener may, on virtual threads alone.
	 */
	static class Waiting {

		private static final Duration LONG = Duration.ofSeconds(10);

		private final ObjectProvider<WkNetTemplate> template;

		private final ObjectProvider<Topics> topics;

		Waiting(ObjectProvider<WkNetTemplate> template, ObjectProvider<Topics> topics) {
			this.template = template;
			this.topics = topics;
		}

		static void moment() throws InterruptedException {
			assertThat(isVirtual()).isTrue();
			CountDownLatch later = new CountDownLatch(1);
			CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS).execute(later::countDown);
			assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
		}

		private static boolean isVirtual() {
			try {
				return (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@WkOnConnect
		void connected() throws InterruptedException {
			moment();
		}

		@WkOnAuthenticated
		void authenticated(WkConnection connection) throws InterruptedException {
			moment();
			this.topics.getObject().subscribe(connection.uid(), Topic.of("all"));
		}

		@WkOnSubscribe
		void subscribed() throws InterruptedException {
			moment();
		}

		@WkOnFrame(16)
		void sends(WkConnection connection) throws Exception {
			connection.send(ApplicationFrame.of(16, io.wknet.frame.Payload.utf8("true")))
				.toCompletableFuture()
				.get(10, TimeUnit.SECONDS);
		}

		@WkOnFrame(17)
		boolean delivers(@Payload String payload) throws InterruptedException {
			moment();
			return this.template.getObject().sendToUser("nobody", 99, payload).await(LONG).reached() == 0;
		}

		@WkOnFrame(18)
		boolean fails() throws InterruptedException {
			moment();
			throw new IllegalStateException("expected");
		}

		@WkExceptionHandler
		String handles(IllegalStateException ex, ApplicationFrame frame) throws InterruptedException {
			moment();
			return "failed";
		}

		@WkOnClose
		void closed() throws InterruptedException {
			moment();
		}

	}

	/**
	 * Waits while it is initialized.
	 */
	static final class Pinning {

		static final boolean WAITED = waits();

		private Pinning() {
		}

		private static boolean waits() {
			try {
				Waiting.moment();
				return true;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
