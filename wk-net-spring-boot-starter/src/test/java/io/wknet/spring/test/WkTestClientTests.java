package io.wknet.spring.test;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.Authenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.autoconfigure.WkNetAutoConfiguration;
import io.wknet.spring.template.WkNetTemplate;
import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class WkTestClientTests {

	private static final int ECHO = 16;

	private static final int SLOW = 17;

	private static final int SILENT = 18;

	private static final int BAN = 19;

	private static final int ADD = 20;

	private static final int LATER = 21;

	private final ApplicationContextRunner runner = ServerRunner.create()
		.withUserConfiguration(WkTestClientsConfiguration.class)
		.withBean(Listener.class);

	@ParameterizedTest
	@ValueSource(strings = { "tcp", "ws" })
	void talksToTheServer(String listener) {
		this.runner.withPropertyValues("wk.net.ws.enabled=true", "wk.net.ws.port=0").run((context) -> {
			WkTestClient alice = clients(context).connect(listener);
			assertThat(alice.authenticate("alice", ServerRunner.TOKEN).isSuccess()).isTrue();
			assertThat(alice.connection().listener()).isEqualTo(listener);
			alice.send(ECHO, "hello");
			alice.send(ECHO, "x".repeat(100_000));
			WkAssertions.assertThat(alice.receive()).isApplication(ECHO).hasPayload("hello");
			assertThat(alice.receive(ECHO, String.class)).hasSize(100_000);
			alice.close();
			assertThat(alice.connection().closeReason()).isEqualTo(CloseReason.CLIENT);
		});
	}

	@Test
	void takesTheWebSocketWhereThereIsNothingElse() {
		this.runner
			.withPropertyValues("wk.net.tcp.enabled=false", "wk.net.ws.enabled=true", "wk.net.ws.port=0",
					"wk.net.ws.path=/chat")
			.run((context) -> assertThat(clients(context).login("alice").connection().listener()).isEqualTo("ws"));
	}

	@Test
	void connectsASocketOfTheTest() {
		run((clients, context) -> {
			WkTestClient alice = clients
				.connect(new Socket(InetAddress.getLoopbackAddress(), ServerRunner.port(context)));
			assertThat(alice.authenticate("alice", ServerRunner.TOKEN).isSuccess()).isTrue();
		});
	}

	@Test
	void knowsItsConnection() {
		run((clients, context) -> {
			WkTestClient phone = clients.login("alice");
			WkTestClient page = clients.login("alice", ServerRunner.TOKEN, DeviceFlag.WEB);
			assertThat(phone.connection().uid()).isEqualTo("alice");
			assertThat(page.connection().deviceFlag()).isEqualTo(DeviceFlag.WEB);
			assertThat(page.connection()).isNotSameAs(phone.connection());
			assertThat(page.connack().isSuccess()).isTrue();
		});
	}

	@Test
	void speaksAnOlderVersion() {
		run((clients, context) -> {
			WkTestClient alice = clients
				.login(new ConnectFrame(0, 3, DeviceFlag.APP, "old", "alice", ServerRunner.TOKEN, 0, ""));
			assertThat(alice.connection().protocolVersion()).isEqualTo(3);
			assertThat(alice.connack().serverVersion()).isZero();
			alice.ping();
		});
	}

	@Test
	void tellsThatALoginWasRefused() {
		run((clients, context) -> assertThatFails(() -> clients.login("alice", "wrong"))
			.withMessage("'alice' was not let in: AUTH_FAIL"));
	}

	@Test
	void givesTheAnswerToALogin() {
		run((clients, context) -> {
			WkTestClient alice = clients.connect();
			WkAssertions.assertThat(alice.authenticate("alice", "wrong")).isConnack().isRefused(ReasonCode.AUTH_FAIL);
			WkAssertions.assertThat(alice.expectDisconnect()).isDisconnect(CloseReason.AUTH_FAILED);
		});
	}

	@Test
	void tellsThatThereIsNoTokenForAll() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WkNetAutoConfiguration.class))
			.withUserConfiguration(WkTestClientsConfiguration.class)
			.withPropertyValues("wk.net.tcp.port=0")
			.withBean(Authenticator.class, () -> Authenticator.sharedToken(ServerRunner.TOKEN))
			.run((context) -> assertThatIllegalStateException().isThrownBy(() -> clients(context).login("alice"))
				.withMessage("Without wk.net.auth.token there is no token that all users share; "
						+ "use login(uid, token)"));
	}

	@Test
	void tellsThatNoServerRuns() {
		this.runner.withPropertyValues("wk.net.enabled=false")
			.run((context) -> assertThatIllegalStateException().isThrownBy(() -> clients(context).connect())
				.withMessageContaining("wk.net.enabled"));
	}

	@Test
	void tellsThatThereIsNoSuchListener() {
		run((clients, context) -> assertThatIllegalStateException().isThrownBy(() -> clients.connect("ws"))
			.withMessage("The server has no listener 'ws'; it has [tcp], see wk.net.ws.enabled"));
	}

	@Test
	void tellsThatNothingCameInTime() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice").timeout(Duration.ofMillis(50));
			assertThatFails(alice::receive).withMessageStartingWith(
					"Expected a frame, but nothing came in 50 ms; the last frames received are [ConnackFrame[");
			assertThatFails(clients.connect().timeout(Duration.ofMillis(50))::receive)
				.withMessage("Expected a frame, but nothing came in 50 ms; nothing was received before");
		});
	}

	@Test
	void waitsAsLongAsThePropertySays() {
		this.runner.withPropertyValues("wk.net.test.timeout=50ms")
			.run((context) -> assertThatFails(clients(context).login("alice")::receive)
				.withMessageContaining("nothing came in 50 ms"));
	}

	@Test
	void refusesATimeoutThatIsNone() {
		this.runner.withPropertyValues("wk.net.test.timeout=0s")
			.run((context) -> assertThatIllegalStateException().isThrownBy(() -> clients(context).connect())
				.withMessage("wk.net.test.timeout must be longer than 0, found '0s'"));
		run((clients, context) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> clients.connect().timeout(Duration.ZERO))
			.withMessage("The timeout must be positive, found PT0S"));
	}

	@Test
	void tellsWhatCameInstead() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.send(ECHO, "hello");
			assertThatFails(() -> alice.receive(ADD, String.class))
				.withMessageStartingWith("Expected an application frame of type 20, received ApplicationFrame[")
				.withMessageEndingWith(" with \"hello\"");
			alice.send(ECHO, "hello");
			assertThatFails(alice::expectDisconnect).withMessageStartingWith("Expected a DISCONNECT, received ");
		});
	}

	@Test
	void tellsThatTheServerHasClosedTheConnection() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.connection().kick();
			WkAssertions.assertThat(alice.receive()).isDisconnect(CloseReason.KICKED);
			assertThatFails(alice::receive)
				.withMessageStartingWith("Expected a frame, but the server has closed the connection; the last frames ")
				.withMessageContaining("reason=KICKED");
			assertThatFails(alice::receive).withMessageContaining("the server has closed the connection");
		});
	}

	@Test
	void sendsAndReceivesObjects() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.send(ADD, new Numbers(1, 2));
			assertThat(alice.receive(ADD, Sum.class)).isEqualTo(new Sum(3));
			alice.send(ECHO, "3");
			assertThatFails(() -> alice.receive(ECHO, Sum.class)).withMessageContaining("can not be read as")
				.withMessageEndingWith(": \"3\"");
		});
	}

	@Test
	void worksWithoutJackson() {
		ServerRunner.create()
			.withUserConfiguration(WkTestClientsConfiguration.class)
			.withBean(PlainListener.class)
			.withClassLoader(new FilteredClassLoader("tools.jackson", "org.springframework.boot.jackson"))
			.run((context) -> {
				WkTestClient alice = clients(context).login("alice");
				alice.send(ECHO, "hello");
				assertThat(alice.receive(ECHO, String.class)).isEqualTo("hello");
				assertThatIllegalStateException().isThrownBy(() -> alice.send(ECHO, new Numbers(1, 2)))
					.withMessageContaining("add Jackson");
				alice.send(ECHO, "{}");
				assertThatIllegalStateException().isThrownBy(() -> alice.receive(ECHO, Sum.class))
					.withMessageContaining("add Jackson");
			});
	}

	@Test
	void keepsWhatComesBeforeThePong() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			context.getBean(WkNetTemplate.class).sendToUser("alice", ECHO, "one").await(Duration.ofSeconds(10));
			alice.ping();
			alice.send(PingFrame.INSTANCE);
			assertThat(alice.receive(ECHO, String.class)).isEqualTo("one");
			assertThat(alice.receive()).isEqualTo(PongFrame.INSTANCE);
		});
	}

	@Test
	void doesNotWaitForListenersWithAPing() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.send(SLOW, "");
			alice.ping();
			context.getBean(Listener.class).mayEnd.countDown();
			WkAssertions.assertThat(alice.receive()).isApplication(SLOW);
		});
	}

	@Test
	void waitsForListenersThatBlock() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.send(SLOW, "");
			alice.send(SILENT, "");
			assertThatFails(alice.timeout(Duration.ofMillis(50))::awaitListeners)
				.withMessageStartingWith("Expected the end of all listener methods, but nothing came in 50 ms");
			context.getBean(Listener.class).mayEnd.countDown();
			alice.timeout(Duration.ofSeconds(10)).awaitListeners();
			assertThat(context.getBean(Listener.class).silent).isTrue();
		});
	}

	@Test
	void waitsForListenersThatAnswerLater() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.send(LATER, "");
			alice.awaitListeners();
			alice.timeout(Duration.ofNanos(1));
			WkAssertions.assertThat(alice.receive()).isApplication(LATER).hasPayload("late");
		});
	}

	@Test
	void expectsNothing() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.send(SILENT, "");
			alice.expectNothing();
			alice.send(ECHO, "hello");
			alice.send(ECHO, "again");
			assertThatFails(alice::expectNothing)
				.withMessageStartingWith("Expected no frame, received [ApplicationFrame[")
				.withMessageContaining("\"hello\"")
				.withMessageContaining("\"again\"");
		});
	}

	@Test
	void asksAListenerThatIsNoAnnotatedMethod() {
		ServerRunner.create()
			.withUserConfiguration(WkTestClientsConfiguration.class)
			.withBean(WkListener.class, () -> new WkListener() {

				@Override
				public void onFrame(WkConnection connection, ClientFrame frame) {
					connection.send((ServerFrame) frame);
				}

			})
			.run((context) -> {
				WkTestClient alice = clients(context).login("alice");
				alice.send(255, "not the barrier");
				alice.awaitListeners();
				assertThat(alice.receive(255, String.class)).isEqualTo("not the barrier");
				alice.expectNothing();
			});
	}

	@Test
	void needsTheConfigurationToWaitForListeners() {
		ServerRunner.create().run((context) -> {
			try (WkTestClients clients = WkTestClients.of(context)) {
				WkTestClient alice = clients.login("alice");
				alice.ping();
				assertThatIllegalStateException().isThrownBy(alice::awaitListeners)
					.withMessageContaining("@AutoConfigureWkTestClients");
			}
		});
	}

	@Test
	void receivesTheGoodBye() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.send(BAN, "");
			WkAssertions.assertThat(alice.expectDisconnect()).isDisconnect(ReasonCode.BAN, "enough");
			assertThat(alice.connection().closeReason()).isEqualTo(CloseReason.SERVER);
		});
	}

	@Test
	void breaksTheProtocol() {
		run((clients, context) -> {
			WkTestClient nobody = clients.connect();
			nobody.sendBytes("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			nobody.expectClosed();
			WkAssertions.assertThat(nobody.receive()).isDisconnect(CloseReason.PROTOCOL_ERROR);
		});
	}

	@Test
	void tellsThatTheServerDoesNotClose() {
		run((clients, context) -> assertThatFails(clients.login("alice").timeout(Duration.ofMillis(50))::expectClosed)
			.withMessageStartingWith("Expected the server to close the connection, but it is open after 50 ms; "));
	}

	@Test
	void vanishes() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			alice.abort();
			Listener listener = context.getBean(Listener.class);
			assertThat(listener.closed.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(listener.closeReason).isEqualTo(CloseReason.IO_ERROR);
		});
	}

	@Test
	void isGoneFromTheServerOnceItIsClosed() {
		run((clients, context) -> {
			WkTestClient alice = clients.login("alice");
			WkTestClient nobody = clients.connect();
			clients.close();
			assertThat(alice.connection().closeReason()).isEqualTo(CloseReason.CLIENT);
			await().until(() -> context.getBean(ConnectionRegistry.class).connectionCount() == 0);
			assertThatFails(nobody::receive).withMessageContaining("the server has closed the connection");
		});
	}

	@Test
	void doesNotShowItsToken() {
		run((clients, context) -> assertThat(clients.login("alice")).hasToString("WkTestClient[alice]"));
	}

	private void run(Conversation conversation) {
		this.runner.run((context) -> {
			try (WkTestClients clients = clients(context)) {
				conversation.with(clients, context);
			}
		});
	}

	private static WkTestClients clients(AssertableApplicationContext context) {
		return context.getBean(WkTestClients.class);
	}

	private static ThrowableAssertAlternative<AssertionError> assertThatFails(
			ThrowableAssert.ThrowingCallable assertion) {
		return assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion);
	}

	/**
	 * What clients and the server do.
	 */
	interface Conversation {

		void with(WkTestClients clients, AssertableApplicationContext context) throws Exception;

	}

	record Numbers(int one, int other) {

	}

	record Sum(int sum) {

	}

	static class PlainListener {

		@WkOnFrame(ECHO)
		String echo(@Payload String text) {
			return text;
		}

	}

	static class Listener extends PlainListener {

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		private final CountDownLatch closed = new CountDownLatch(1);

		private volatile boolean silent;

		private volatile CloseReason closeReason;

		@WkOnFrame(SLOW)
		String slow() throws InterruptedException {
			this.mayEnd.await();
			return "slow";
		}

		@WkOnFrame(SILENT)
		void silent() {
			this.silent = true;
		}

		@WkOnFrame(BAN)
		void ban(WkConnection connection) {
			connection.close(ReasonCode.BAN, "enough");
		}

		@WkOnFrame(value = ADD, dispatch = Dispatch.EVENT_LOOP)
		Sum add(@Payload Numbers numbers) {
			return new Sum(numbers.one() + numbers.other());
		}

		@WkOnFrame(LATER)
		Mono<String> later() {
			return Mono.delay(Duration.ofMillis(50)).map((ignored) -> "late");
		}

		@WkOnClose
		void closed(CloseReason reason) {
			this.closeReason = reason;
			this.closed.countDown();
		}

	}

}
