package io.wknet.bench.fanout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.bench.control.Questions;

/**
 * Very many receivers on one thread, which count what they get and how old it is.
 * Questions come on standard input.
 *
 * @since 0.1.0
 */
public final class FanOutReceiver {

	private static final int HEADER_BYTES = 6;

	private static final int READ_BYTES = 262_144;

	private static final int MAX_LATENCY_MICROS = 10_000_000;

	private static final int MICROS_PER_BUCKET = 10;

	private static final int SILENCE_MILLIS = 500;

	private static final long PATIENCE_NANOS = 120_000_000_000L;

	private final Selector selector = Selector.open();

	private final List<Receiver> receivers = new ArrayList<>();

	private final AtomicInteger stallNext = new AtomicInteger();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);

	private final int[] latencies = new int[MAX_LATENCY_MICROS / MICROS_PER_BUCKET + 1];

	private volatile long frames;

	private volatile long firstNanos;

	private volatile long lastNanos;

	private volatile boolean reset;

	private int frameBytes;

	private FanOutReceiver() throws IOException {
	}

	/**
	 * Connect, and receive.
	 * @param args the port, the number of receivers, the size of payloads, the size of
	 * sockets' receive buffers or 0
	 */
	public static void main(String[] args) throws Exception {
		FanOutReceiver receiver = new FanOutReceiver();
		receiver.frameBytes = HEADER_BYTES + Integer.parseInt(args[2]);
		receiver.connect(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[3]));
		Thread reader = new Thread(receiver::run, "receivers");
		reader.setDaemon(true);
		reader.start();
		Questions.answer(receiver::answer);
		System.exit(0);
	}

	private void connect(int port, int count, int receiveBufferBytes) throws IOException {
		for (int i = 0; i < count; i++) {
			SocketChannel channel = SocketChannel.open();
			if (receiveBufferBytes != 0) {
				channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
			}
			channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			channel.write(connectFrame("u" + i));
			ByteBuffer connack = ByteBuffer.allocate(HEADER_BYTES);
			while (connack.hasRemaining() && channel.read(connack) >= 0) {
				// More of the header is to come.
			}
			ByteBuffer body = ByteBuffer.allocate(connack.getInt(2));
			while (body.hasRemaining() && channel.read(body) >= 0) {
				// More of the body is to come.
			}
			channel.configureBlocking(false);
			Receiver receiver = new Receiver(channel);
			this.receivers.add(receiver);
			receiver.key = channel.register(this.selector, SelectionKey.OP_READ, receiver);
		}
	}

	private static ByteBuffer connectFrame(String uid) {
		ByteBuffer out = ByteBuffer.allocate(256).put((byte) 1).put((byte) 0).putInt(0);
		out.put((byte) 5).put((byte) 0);
		for (String text : List.of("device", uid, "token")) {
			byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
			out.putShort((short) bytes.length).put(bytes);
		}
		out.putLong(System.currentTimeMillis()).putShort((short) 0);
		out.flip();
		return out.putInt(2, out.remaining() - HEADER_BYTES);
	}

	private String answer(String[] words) throws InterruptedException {
		return switch (words[0]) {
			case "reset" -> {
				awaitSilence();
				this.reset = true;
				this.selector.wakeup();
				while (this.reset) {
					Thread.sleep(1);
				}
				yield "done=1";
			}
			case "await" -> {
				long deadline = System.nanoTime() + PATIENCE_NANOS;
				long wanted = Long.parseLong(words[1]);
				while (this.frames < wanted && System.nanoTime() - deadline < 0) {
					Thread.sleep(1);
				}
				yield report();
			}
			case "stall" -> {
				this.stallNext.set(Integer.parseInt(words[1]));
				this.selector.wakeup();
				yield "done=1";
			}
			default -> Questions.UNKNOWN;
		};
	}

	/**
	 * Let what is on its way arrive.
	 */
	private void awaitSilence() throws InterruptedException {
		long before = -1;
		while (this.frames != before) {
			before = this.frames;
			Thread.sleep(SILENCE_MILLIS);
		}
	}

	private String report() {
		long least = Long.MAX_VALUE;
		long most = 0;
		int reading = 0;
		int ended = 0;
		for (Receiver receiver : this.receivers) {
			if (receiver.ended) {
				ended++;
			}
			else if (!receiver.stalled) {
				reading++;
				least = Math.min(least, receiver.frames);
				most = Math.max(most, receiver.frames);
			}
		}
		double seconds = (this.lastNanos - this.firstNanos) / 1e9;
		return String.format(Locale.ROOT,
				"frames=%d seconds=%.4f reading=%d ended=%d least=%d most=%d p50=%d p99=%d p999=%d", this.frames,
				seconds, reading, ended, least, most, latency(0.5), latency(0.99), latency(0.999));
	}

	private long latency(double quantile) {
		long all = 0;
		for (int count : this.latencies) {
			all += count;
		}
		long left = (long) (all * quantile);
		for (int i = 0; i < this.latencies.length; i++) {
			left -= this.latencies[i];
			if (left < 0) {
				return (long) i * MICROS_PER_BUCKET;
			}
		}
		return MAX_LATENCY_MICROS;
	}

	private void run() {
		try {
			while (true) {
				this.selector.select((key) -> ((Receiver) key.attachment()).read());
				if (this.reset) {
					resetNow();
				}
				int stall = this.stallNext.getAndSet(0);
				for (int i = 0; i < stall; i++) {
					this.receivers.get(i).stall();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Count what was received, on the one thread that receives.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void received(int complete) {
		this.frames += complete;
	}

	private void resetNow() {
		Arrays.fill(this.latencies, 0);
		this.receivers.forEach((receiver) -> receiver.frames = 0);
		this.frames = 0;
		this.firstNanos = 0;
		this.lastNanos = 0;
		this.reset = false;
	}

	/**
	 * One of them.
	 */
	private final class Receiver {

		private final SocketChannel channel;

		private SelectionKey key;

		private long frames;

		private long stamp;

		private int position;

		private boolean stalled;

		private boolean ended;

		Receiver(SocketChannel channel) {
			this.channel = channel;
		}

		void stall() {
			this.stalled = true;
			this.key.interestOps(0);
		}

		void read() {
			ByteBuffer bytes = FanOutReceiver.this.buffer.clear();
			int count;
			try {
				count = this.channel.read(bytes);
			}
			catch (IOException ex) {
				count = -1;
			}
			if (count < 0) {
				this.ended = true;
				this.key.cancel();
				return;
			}
			received(bytes.flip());
		}

		private void received(ByteBuffer bytes) {
			long now = System.nanoTime();
			int size = FanOutReceiver.this.frameBytes;
			int complete = 0;
			while (bytes.hasRemaining()) {
				if (this.position == 0 && bytes.remaining() >= size) {
					count(now - bytes.getLong(bytes.position() + HEADER_BYTES));
					bytes.position(bytes.position() + size);
					complete++;
					continue;
				}
				int next = this.position++;
				byte value = bytes.get();
				if (next >= HEADER_BYTES && next < HEADER_BYTES + Long.BYTES) {
					this.stamp = (this.stamp << Byte.SIZE) | (value & 0xFF);
				}
				if (this.position == size) {
					this.position = 0;
					count(now - this.stamp);
					complete++;
				}
			}
			if (complete != 0) {
				this.frames += complete;
				if (FanOutReceiver.this.firstNanos == 0) {
					FanOutReceiver.this.firstNanos = now;
				}
				FanOutReceiver.this.lastNanos = now;
				FanOutReceiver.this.received(complete);
			}
		}

		private void count(long latencyNanos) {
			int bucket = (int) Math.min(latencyNanos / 1000 / MICROS_PER_BUCKET,
					FanOutReceiver.this.latencies.length - 1);
			FanOutReceiver.this.latencies[Math.max(bucket, 0)]++;
		}

	}

}
