package io.wknet.sample.client;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.wknet.client.ConnectRejectedException;
import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.client.WkClientDisconnect;
import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.client.WkClientException;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;

/**
 * Shows the Java client: a command that sends the lines it reads and prints the messages
 * that arrive. Each message is acknowledged once it was printed, so what was not seen
 * comes again at the next login.
 * <p>
 * Ends with 0 after {@code /quit} or the end of the input, 1 if the connection could not
 * be made or was lost, 2 if the command line is wrong, and 3 if the server refused the
 * login.
 *
 * @since 0.1.0
 */
public final class ChatCommand {

	private static final int PERSON = 1;

	private static final int GROUP = 2;

	private static final Duration ACK_TIMEOUT = Duration.ofSeconds(10);

	private final ChatOptions options;

	private final PrintStream out;

	private int channelType = GROUP;

	private String channelId = "lobby";

	private ChatCommand(ChatOptions options, PrintStream out) {
		this.options = options;
		this.out = out;
	}

	/**
	 * Run the command.
	 * @param args see {@link ChatOptions#USAGE}
	 */
	public static void main(String[] args) {
		// Outside of Spring Boot, Logback would print everything.
		System.setProperty("logback.configurationFile", "logback-chat.xml");
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		System.exit(run(in, new PrintStream(System.out, true, StandardCharsets.UTF_8), args));
	}

	static int run(BufferedReader in, PrintStream out, String... args) {
		try {
			return new ChatCommand(ChatOptions.parse(args), out).chat(in);
		}
		catch (IllegalArgumentException ex) {
			out.println(ex.getMessage());
			out.println(ChatOptions.USAGE);
			return 2;
		}
	}

	private int chat(BufferedReader in) {
		WkClient client = WkClient.create()
			.host(this.options.host())
			.port(this.options.port())
			.uid(this.options.uid())
			.token(this.options.token())
			.deviceFlag(DeviceFlag.PC)
			.autoAck(true)
			.onConnected((connection) -> print("* you are " + this.options.uid() + " and write to " + this.channelId
					+ "; type /to NAME, /group NAME or /quit"))
			.onFrame(this::received);
		try {
			WkClientConnection connection = client.connectNow();
			CompletableFuture.runAsync(() -> sendLines(in, connection), ChatCommand::inBackground)
				.whenComplete((done, failure) -> connection.close());
			return ended(connection.closed().toCompletableFuture().join());
		}
		catch (WkClientException ex) {
			print("* " + ex.getMessage());
			return (ex instanceof ConnectRejectedException) ? 3 : 1;
		}
	}

	/**
	 * Reading can not be interrupted, so it must not keep the process from ending.
	 */
	private static void inBackground(Runnable task) {
		Thread thread = new Thread(task, "input");
		thread.setDaemon(true);
		thread.start();
	}

	private int ended(WkClientDisconnect disconnect) {
		if (disconnect.cause() == Cause.CLIENT) {
			return 0;
		}
		print("* the connection has ended: " + (disconnect.text().isEmpty() ? disconnect.cause() : disconnect.text()));
		return 1;
	}

	private void sendLines(BufferedReader in, WkClientConnection connection) {
		in.lines().takeWhile((line) -> !line.equals("/quit")).forEach((line) -> typed(line.strip(), connection));
	}

	private void typed(String line, WkClientConnection connection) {
		if (line.startsWith("/to ")) {
			writeTo(PERSON, line.substring("/to ".length()).strip());
		}
		else if (line.startsWith("/group ")) {
			writeTo(GROUP, line.substring("/group ".length()).strip());
		}
		else if (line.startsWith("/")) {
			print("* there is no such command; type /to NAME, /group NAME or /quit");
		}
		else if (!line.isEmpty()) {
			send(line, connection);
		}
	}

	private void writeTo(int newChannelType, String newChannelId) {
		this.channelType = newChannelType;
		this.channelId = newChannelId;
		print("* you write to " + newChannelId);
	}

	private void send(String text, WkClientConnection connection) {
		String to = this.channelId;
		String answer = connection.sendForAck(to, this.channelType, TextContent.encode(text), ACK_TIMEOUT)
			.handle((ack, failure) -> (failure != null) ? "not sent to " + to + ": " + failure.getMessage()
					: describe(to, ack))
			.toCompletableFuture()
			.join();
		print("* " + answer);
	}

	private static String describe(String to, SendackFrame ack) {
		return (ack.reasonCode() == ReasonCode.SUCCESS) ? "sent to " + to + ", number " + ack.messageSeq()
				: "not sent to " + to + ": " + ack.reasonCode();
	}

	private void received(ServerFrame frame) {
		if (frame instanceof RecvFrame recv) {
			boolean own = recv.fromUid().equals(this.options.uid());
			String from = own ? "you" : recv.fromUid();
			String where = (recv.channelType() == GROUP) ? " in " + recv.channelId() : "";
			String to = (own && where.isEmpty()) ? " to " + recv.channelId() : "";
			print("[" + from + where + to + "] " + TextContent.decode(recv.payload()));
		}
	}

	/**
	 * One line, without control characters: a terminal might obey those that others sent.
	 */
	private void print(String line) {
		this.out.println(line.replaceAll("\\p{Cc}+", " "));
	}

}
