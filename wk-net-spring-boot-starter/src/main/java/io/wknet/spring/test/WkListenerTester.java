package io.wknet.spring.test;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.ListenerEvent;
import io.wknet.spring.listener.AnnotatedWkListener;
import io.wknet.spring.listener.ListenerSupport;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.listener.PayloadValidator;
import io.wknet.spring.listener.PayloadWriter;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Calls the annotated methods of some objects as the server would, but on the thread of
 * the test and without a server or an application: arguments are resolved, payloads read
 * and validated, {@code @WkExceptionHandler} methods asked, and replies written to the
 * connection.
 *
 * <pre>{@code
 * WkListenerTester tester = WkListenerTester.of(new Greeter());
 * TestWkConnection alice = TestWkConnection.authenticated("alice");
 * tester.frame(alice, 16, "hello");
 * assertThat(alice.sent()).containsExactly(ApplicationFrame.of(16, Payload.utf8("you said hello")));
 * }</pre>
 *
 * What a method throws and no handler takes is thrown to the test. A call returns when
 * its methods have ended, also those that end later, within 10 seconds.
 *
 * @since 0.1.0
 */
public final class WkListenerTester {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final AnnotatedWkListener listener;

	private final PayloadWriter payloads;

	private WkListenerTester(AnnotatedWkListener listener, @Nullable PayloadConverter converter) {
		this.listener = listener;
		this.payloads = new PayloadWriter(converter);
	}

	/**
	 * Find the annotated methods of some objects, and check them as at startup.
	 * @param beans the objects; a {@link PayloadConverter} among them reads and writes
	 * JSON in place of a plain one, a {@link PayloadValidator} validates payloads
	 * @return the tester
	 * @throws io.wknet.spring.listener.InvalidListenerMethodException if one of the
	 * methods can not be called
	 */
	public static WkListenerTester of(Object... beans) {
		DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
		for (int i = 0; i < beans.length; i++) {
			factory.registerSingleton(beans[i].getClass().getSimpleName() + "#" + i, beans[i]);
		}
		PayloadConverter converter = factory.getBeanProvider(PayloadConverter.class)
			.getIfAvailable(JsonPayloads::converter);
		PayloadValidator validator = factory.getBeanProvider(PayloadValidator.class).getIfAvailable();
		AnnotatedWkListener listener = new AnnotatedWkListener(factory,
				new ListenerSupport(converter, validator, null, null, Runnable::run));
		listener.afterSingletonsInstantiated();
		return new WkListenerTester(listener, converter);
	}

	/**
	 * Call the {@code @WkOnConnect} methods.
	 * @param connection the connection
	 * @throws Exception what a method threw
	 */
	public void connect(WkConnection connection) throws Exception {
		await(this.listener.onConnect(connection), connection);
	}

	/**
	 * Call the {@code @WkOnAuthenticated} methods.
	 * @param connection the connection
	 * @throws Exception what a method threw
	 */
	public void authenticated(WkConnection connection) throws Exception {
		await(this.listener.onAuthenticated(connection), connection);
	}

	/**
	 * Call the {@code @WkOnFrame} method for a frame.
	 * @param connection the connection
	 * @param frame the frame
	 * @throws AssertionError if there is no method for it
	 * @throws Exception what the method threw
	 */
	public void frame(WkConnection connection, ClientFrame frame) throws Exception {
		if (this.listener.dispatch(ListenerEvent.FRAME, frame) == null) {
			throw new AssertionError("No @WkOnFrame method takes " + FrameText.of(frame));
		}
		await(this.listener.onFrame(connection, frame), connection);
	}

	/**
	 * Call the {@code @WkOnFrame} method for a frame of the application's own.
	 * @param connection the connection
	 * @param typeCode 16..255
	 * @param payload {@code byte[]}, text (as UTF-8), a {@code ByteBuffer} or a
	 * {@code Payload} as they are; any other object as JSON
	 * @throws AssertionError if there is no method for it
	 * @throws Exception what the method threw
	 */
	public void frame(WkConnection connection, int typeCode, Object payload) throws Exception {
		frame(connection, ApplicationFrame.of(typeCode, this.payloads.write(payload)));
	}

	/**
	 * Call the {@code @WkOnSubscribe} methods.
	 * @param connection the connection
	 * @param topic the topic
	 * @throws Exception what a method threw
	 */
	public void subscribe(WkConnection connection, Topic topic) throws Exception {
		await(this.listener.onSubscribe(connection, topic), connection);
	}

	/**
	 * Call the {@code @WkOnUnsubscribe} methods.
	 * @param connection the connection
	 * @param topic the topic
	 * @throws Exception what a method threw
	 */
	public void unsubscribe(WkConnection connection, Topic topic) throws Exception {
		await(this.listener.onUnsubscribe(connection, topic), connection);
	}

	/**
	 * Call the {@code @WkOnClose} methods.
	 * @param connection the connection
	 * @param reason why it ended
	 * @throws Exception what a method threw
	 */
	public void close(WkConnection connection, CloseReason reason) throws Exception {
		await(this.listener.onClose(connection, reason), connection);
	}

	/**
	 * Wait until a call has ended, and send what it has written, as the server does.
	 */
	private static void await(CompletionStage<?> call, WkConnection connection) throws Exception {
		try {
			call.toCompletableFuture().get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		catch (TimeoutException ex) {
			throw new AssertionError("The call of the listener has not ended in " + FrameText.of(TIMEOUT), ex);
		}
		finally {
			connection.flush();
		}
	}

}
