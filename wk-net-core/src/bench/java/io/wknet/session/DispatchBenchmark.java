package io.wknet.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.LoopContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A frame's way from the channel to the listener and its answer back, without encoding.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DispatchBenchmark {

	private static final int BURST = 16;

	private static final int SEND_BYTES = 168;

	private final Queue<Runnable> work = new ArrayDeque<>();

	private final SendFrame send = SendFrame.of(1, "0123456789abcdef", "c1", 2, Payload.utf8("x".repeat(128)));

	private BenchChannel onLoop;

	private BenchChannel onWorker;

	@Setup(Level.Trial)
	public void login() {
		this.onLoop = login(Dispatch.EVENT_LOOP);
		this.onWorker = login(Dispatch.WORKER);
		work();
	}

	private BenchChannel login(Dispatch dispatch) {
		BenchSessions sessions = new BenchSessions(AsyncWkListener.of(new Answering(), dispatch), this.work::add);
		LoopContext loop = new LoopContext(new EmbeddedChannel().eventLoop(), WheelSettings.defaults());
		BenchChannel channel = new BenchChannel(loop, sessions.sessions);
		work();
		channel.login("u1");
		work();
		return channel;
	}

	private void work() {
		Runnable task = this.work.poll();
		while (task != null) {
			task.run();
			task = this.work.poll();
		}
	}

	@Benchmark
	public void ping() {
		this.onLoop.ping();
	}

	@Benchmark
	public void eventLoop() {
		this.onLoop.receive(this.send, SEND_BYTES);
	}

	/**
	 * Sixteen frames of one read, worked off by one task.
	 */
	@Benchmark
	@OperationsPerInvocation(BURST)
	public void mailbox() {
		for (int i = 0; i < BURST; i++) {
			this.onWorker.receive(this.send, SEND_BYTES);
		}
		work();
	}

	/**
	 * Answers every SEND.
	 */
	private static final class Answering implements WkListener {

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) {
			connection.send(SendackFrame.accepted((SendFrame) frame, 1, 1));
		}

	}

}
