package io.wknet.session;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.connection.WkConnection;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.LoopContext;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The registry among 100,000 sessions.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RegistryBenchmark {

	private static final int SESSIONS = 100_000;

	private final BenchSessions sessions = new BenchSessions(AsyncWkListener.of(new WkListener() {
	}, Dispatch.EVENT_LOOP), Runnable::run);

	private final String[] uids = new String[SESSIONS];

	private LoopContext loop;

	private int next;

	@Setup(Level.Trial)
	public void login() {
		this.loop = new LoopContext(new EmbeddedChannel().eventLoop(), WheelSettings.defaults());
		for (int i = 0; i < SESSIONS; i++) {
			this.uids[i] = "u" + i;
			new BenchChannel(this.loop, this.sessions.sessions).login(this.uids[i]);
		}
	}

	@Benchmark
	public @Nullable WkConnection findById() {
		return this.sessions.sessions.registry().find(1 + nextIndex());
	}

	@Benchmark
	public List<WkConnection> findByUid() {
		return this.sessions.sessions.registry().findByUid(this.uids[nextIndex()]);
	}

	/**
	 * A whole session: open, authenticated, online, closing, offline.
	 */
	@Benchmark
	public void openAndClose() {
		new BenchChannel(this.loop, this.sessions.sessions).login("another").disconnect();
	}

	private int nextIndex() {
		this.next = (this.next + 7919) % SESSIONS;
		return this.next;
	}

}
