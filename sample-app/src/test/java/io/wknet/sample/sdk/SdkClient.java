package io.wknet.sample.sdk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody with an application that uses WuKongIM's JavaScript SDK.
 */
public final class SdkClient {

	private static final JsonMapper json = JsonMapper.shared();

	private static final AtomicInteger count = new AtomicInteger();

	private final String uid;

	private final String address;

	private final Process process;

	private final Path log;

	private final Writer commands;

	private final BlockingQueue<Status> statuses = new LinkedBlockingQueue<>();

	private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

	private final BlockingQueue<Ack> acks = new LinkedBlockingQueue<>();

	private final AtomicInteger pings = new AtomicInteger();

	private final AtomicInteger pongs = new AtomicInteger();

	SdkClient(SdkInstallation installation, String uid, String address) {
		this.uid = uid;
		this.address = address;
		this.log = installation.script().resolveSibling("client-" + count.incrementAndGet() + ".log");
		try {
			this.process = new ProcessBuilder(installation.node().getPath(), installation.script().toString())
				.redirectError(this.log.toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.commands = this.process.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::readEvents, "sdk-" + uid);
		reader.setDaemon(true);
		reader.start();
	}

	private void readEvents() {
		try (BufferedReader events = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = events.readLine(); line != null; line = events.readLine()) {
				happened(json.readTree(line));
			}
		}
		catch (IOException ex) {
			// The process has been ended.
		}
	}

	private void happened(JsonNode event) {
		switch (event.get("event").asString()) {
			case "status" -> this.statuses.add(json.treeToValue(event, Status.class));
			case "message" -> this.messages.add(json.treeToValue(event, Message.class));
			case "ack" -> this.acks.add(json.treeToValue(event, Ack.class));
			case "ping" -> this.pings.incrementAndGet();
			case "pong" -> this.pongs.incrementAndGet();
			default -> throw new IllegalArgumentException(event.toString());
		}
	}

	/**
	 * Log in.
	 * @return this client, connected
	 * @throws InterruptedException if the test is over
	 */
	public SdkClient login() throws InterruptedException {
		connect(this.uid + "-token", 0);
		assertThat(status()).isEqualTo(Status.CONNECTED);
		return this;
	}

	/**
	 * Log in, without waiting for what comes of it.
	 * @param token what to show
	 * @param heartbeatMillis time from one PING to the next, 0 for what the SDK takes
	 */
	void connect(String token, int heartbeatMillis) {
		command("connect",
				Map.of("address", this.address, "uid", this.uid, "token", token, "heartbeatMillis", heartbeatMillis));
	}

	void disconnect() {
		command("disconnect", Map.of());
	}

	/**
	 * Look for the server at another port when the connection is lost.
	 */
	void lookAt(int port) {
		command("lookAt", Map.of("address", SdkClients.address(port)));
	}

	/**
	 * Hear nothing any more of what comes over this connection.
	 */
	void goDeaf() {
		command("goDeaf", Map.of());
	}

	/**
	 * Send text.
	 * @param channel a person or a group
	 * @param channelType 1 for a person, 2 for a group
	 * @param text what to say
	 */
	public void send(String channel, int channelType, String text) {
		command("send", Map.of("channel", channel, "channelType", channelType, "text", text));
	}

	private void command(String name, Map<String, Object> arguments) {
		Map<String, Object> command = new LinkedHashMap<>(arguments);
		command.put("do", name);
		try {
			this.commands.write(json.writeValueAsString(command) + "\n");
			this.commands.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The client has ended; see " + this.log, ex);
		}
	}

	/**
	 * The next change of the connection that the SDK tells of.
	 */
	Status status() throws InterruptedException {
		return next(this.statuses, "change of the connection");
	}

	/**
	 * The next change of the connection that is another one.
	 */
	Status statusOtherThan(Status known) throws InterruptedException {
		Status status = status();
		while (status.equals(known)) {
			status = status();
		}
		return status;
	}

	/**
	 * The next message that the SDK shows, which it has decrypted and acknowledged.
	 * @return the message
	 * @throws InterruptedException if the test is over
	 */
	public Message message() throws InterruptedException {
		return next(this.messages, "message");
	}

	/**
	 * The next answer to what was sent.
	 * @return the answer
	 * @throws InterruptedException if the test is over
	 */
	public Ack ack() throws InterruptedException {
		return next(this.acks, "SENDACK");
	}

	private <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
		T next = queue.poll(20, TimeUnit.SECONDS);
		assertThat(next).as("a %s for %s within 20 s; the SDK's log is %s", what, this.uid, this.log).isNotNull();
		return next;
	}

	/**
	 * Whether everything that the SDK told of has been looked at.
	 */
	void assertNothingElse() {
		assertThat(this.statuses).isEmpty();
		assertThat(this.messages).isEmpty();
		assertThat(this.acks).isEmpty();
	}

	int pings() {
		return this.pings.get();
	}

	int pongs() {
		return this.pongs.get();
	}

	void end() throws InterruptedException {
		this.process.destroy();
		this.process.waitFor(10, TimeUnit.SECONDS);
		this.process.destroyForcibly();
	}

	/**
	 * What the SDK says of its connection.
	 *
	 * @param status the SDK's name
	 * @param reason the reason code of CONNACK or DISCONNECT
	 * @param comesBack whether the SDK connects again when the connection is lost
	 */
	record Status(String status, int reason, boolean comesBack) {

		static final Status CONNECTED = new Status("Connected", 1, true);

		static final Status REFUSED = new Status("ConnectFail", 2, false);

		static final Status KICKED = new Status("ConnectKick", 12, false);

		static final Status LOST = new Status("Disconnect", 0, true);

		static final Status ENDED = new Status("Disconnect", 0, false);

	}

	/**
	 * A message as the SDK shows it.
	 *
	 * @param id the server's name for it
	 * @param seq its number in its channel
	 * @param from who sent it
	 * @param channel a person or a group
	 * @param channelType 1 for a person, 2 for a group
	 * @param unread whether it counts as unread
	 * @param type 1 for text
	 * @param text what it says, if it is text
	 */
	public record Message(String id, long seq, String from, String channel, int channelType, boolean unread, int type,
			String text) {

	}

	/**
	 * A SENDACK as the SDK shows it.
	 *
	 * @param clientSeq of what was sent
	 * @param id the server's name for it
	 * @param seq its number in its channel
	 * @param reason 1 for success
	 */
	public record Ack(long clientSeq, String id, long seq, int reason) {

	}

}
