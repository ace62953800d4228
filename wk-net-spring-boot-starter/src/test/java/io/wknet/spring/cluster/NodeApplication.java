package io.wknet.spring.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.cluster.ClusterStats;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.listener.PresenceListener;
import io.wknet.server.BoundWkServer;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicAuthorizer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A node in a process of its own, which {@link NodeProcess} starts. It takes commands by
 * its standard input, one a line, and answers by its standard output, where it also tells
 * who comes and goes.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class NodeApplication {

	static final int MESSAGE = 16;

	private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

	public static void main(String[] args) throws IOException {
		try {
			ConfigurableApplicationContext context = new SpringApplication(NodeApplication.class).run(args);
			say("! ready " + context.getEnvironment().getProperty("local.wk.tcp.port"));
			serve(context);
			context.close();
			say("! closed");
		}
		catch (RuntimeException ex) {
			Throwable cause = ex;
			while (cause.getCause() != null) {
				cause = cause.getCause();
			}
			say("! failed " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
			System.exit(1);
		}
	}

	private static void serve(ConfigurableApplicationContext context) throws IOException {
		Commands commands = new Commands(context.getBean(WkNetTemplate.class),
				context.getBean(ConnectionRegistry.class), context.getBean(BoundServerReference.class));
		try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			String line = in.readLine();
			while (line != null && !line.equals("stop")) {
				int space = line.indexOf(' ');
				String id = line.substring(0, space);
				commands.run(line.substring(space + 1).split(" "), (answer) -> say("= " + id + " " + answer));
				line = in.readLine();
			}
		}
	}

	/**
	 * One line, whole, whoever else says something.
	 */
	static void say(String line) {
		synchronized (OUT) {
			OUT.println(line);
			OUT.flush();
		}
	}

	@Bean
	Authenticator authenticator() {
		return (credentials) -> {
			String uid = credentials.connect().uid();
			return credentials.connect().token().equals("token")
					? AuthResult
						.accepted(Identity.of(uid, uid.startsWith("m") ? DeviceLevel.MASTER : DeviceLevel.SLAVE))
					: AuthResult.rejected();
		};
	}

	@Bean
	TopicAuthorizer topicAuthorizer() {
		return TopicAuthorizer.everybody();
	}

	@Bean
	PresenceListener comings() {
		return new PresenceListener() {

			@Override
			public void onOnline(String uid) {
				say("+ " + uid);
			}

			@Override
			public void onOffline(String uid) {
				say("- " + uid);
			}

		};
	}

	/**
	 * What a node can be told to do.
	 *
	 * @param template sends
	 * @param connections the node's own connections
	 * @param server the server that runs
	 */
	private record Commands(WkNetTemplate template, ConnectionRegistry connections, BoundServerReference server) {

		void run(String[] words, Answer answer) {
			switch (words[0]) {
				case "send" -> answer(this.template.sendToUser(words[1], MESSAGE, words[2]), answer);
				case "topic" -> answer(this.template.sendToTopic(Topic.of(words[1]), MESSAGE, words[2]), answer);
				case "all" -> answer(this.template.sendToAll(MESSAGE, words[1]), answer);
				case "kick" -> answer(this.template.kickUser(words[1]), answer);
				case "online" -> answer(this.template.isOnline(words[1]), answer);
				case "ghosts" -> ghosts(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), answer);
				case "state" -> answer.say(state());
				case "connections" -> answer.say(list());
				case "measure" -> measure(words, answer);
				default -> answer.say("failed unknown command " + words[0]);
			}
		}

		private static void answer(Delivery delivery, Answer answer) {
			answer(delivery.completion().thenApply(Commands::counts), answer);
		}

		private static <T> void answer(CompletionStage<T> stage, Answer answer) {
			stage.whenComplete((result, failure) -> answer
				.say((failure != null) ? "failed " + cause(failure).getClass().getSimpleName() : result.toString()));
		}

		private static Throwable cause(Throwable failure) {
			return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
					: failure;
		}

		private static String counts(DeliveryResult result) {
			return "reached=" + result.reached() + " receivers=" + result.receivers();
		}

		/**
		 * How many users of a range of numbers are online.
		 */
		private void ghosts(String prefix, int from, int to, Answer answer) {
			AtomicInteger online = new AtomicInteger();
			AtomicInteger failed = new AtomicInteger();
			AtomicInteger left = new AtomicInteger(to - from);
			BiConsumer<Boolean, Throwable> count = (result, failure) -> {
				if (failure != null) {
					failed.incrementAndGet();
				}
				else if (result) {
					online.incrementAndGet();
				}
				if (left.decrementAndGet() == 0) {
					answer.say((failed.get() != 0) ? "failed " + failed : String.valueOf(online));
				}
			};
			for (int i = from; i < to; i++) {
				this.template.isOnline(prefix + i).whenComplete(count);
			}
		}

		private String state() {
			BoundWkServer bound = this.server.get();
			ClusterStats stats = (bound != null) ? bound.clusterStats() : null;
			if (stats == null) {
				return "failed no cluster";
			}
			return "state=" + stats.state() + " nodes=" + stats.nodes().size() + " users=" + stats.users()
					+ " connections=" + stats.connections() + " own=" + this.connections.authenticatedCount() + " sent="
					+ stats.bus().sent() + " received=" + stats.bus().received() + " malformed="
					+ stats.bus().malformed() + " pending=" + stats.bus().pendingRequests();
		}

		private String list() {
			StringJoiner all = new StringJoiner(" ");
			this.connections.forEach((connection) -> {
				if (connection.identity() != null) {
					all.add(connection.uid() + "/" + connection.deviceId());
				}
			});
			return all.toString();
		}

		/**
		 * Send to random users: measure prefix from to count inFlight.
		 */
		private void measure(String[] words, Answer answer) {
			Thread thread = new Thread(() -> {
				try {
					answer.say(new Measurement(this.template, words[1], Integer.parseInt(words[2]),
							Integer.parseInt(words[3]), Integer.parseInt(words[4]), Integer.parseInt(words[5]))
						.run());
				}
				catch (InterruptedException ex) {
					answer.say("failed interrupted");
				}
			}, "measure");
			thread.setDaemon(true);
			thread.start();
		}

	}

	/**
	 * Sends to random users of a range, so many at a time, and takes the time from each
	 * send until the fate of all its receivers is known.
	 *
	 * @param template sends
	 * @param prefix the uids without their number
	 * @param from the first number
	 * @param to the number after the last one
	 * @param count how many to send
	 * @param inFlight how many of them at a time
	 */
	private record Measurement(WkNetTemplate template, String prefix, int from, int to, int count, int inFlight) {

		String run() throws InterruptedException {
			Semaphore places = new Semaphore(this.inFlight);
			CountDownLatch done = new CountDownLatch(this.count);
			LongAdder reached = new LongAdder();
			LongAdder failed = new LongAdder();
			long[] nanos = new long[this.count];
			ApplicationFrame frame = ApplicationFrame.of(MESSAGE, Payload.copyOf(new byte[128]));
			SplittableRandom random = new SplittableRandom(1);
			long begin = System.nanoTime();
			for (int i = 0; i < this.count; i++) {
				places.acquire();
				int index = i;
				long sent = System.nanoTime();
				this.template.sendToUser(this.prefix + random.nextInt(this.from, this.to), frame)
					.completion()
					.whenComplete((result, failure) -> {
						nanos[index] = System.nanoTime() - sent;
						if (failure != null) {
							failed.increment();
						}
						else {
							reached.add(result.reached());
						}
						places.release();
						done.countDown();
					});
			}
			boolean complete = done.await(60, TimeUnit.SECONDS);
			double seconds = (System.nanoTime() - begin) / 1e9;
			Arrays.sort(nanos);
			return "rate=" + Math.round(this.count / seconds) + " reached=" + reached + " failed=" + failed
					+ " complete=" + complete + " p50us=" + nanos[this.count / 2] / 1000 + " p99us="
					+ nanos[(int) (this.count * 0.99)] / 1000 + " maxus=" + nanos[this.count - 1] / 1000;
		}

	}

	/**
	 * Takes the answer to a command.
	 */
	@FunctionalInterface
	private interface Answer {

		void say(String answer);

	}

}
