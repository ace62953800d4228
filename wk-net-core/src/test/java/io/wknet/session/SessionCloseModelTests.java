package io.wknet.session;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.frame.DeviceFlag;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.LoopContext;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several threads close one {@link Session}, with many ways in which they can interleave:
 * the first reason stays, the session is counted once and for that reason, and whoever
 * has closed it, as the first or not, can't find it any more.
 * <p>
 * This finds a reason that is checked and then set, a count that does not depend on who
 * was first, a close that returns while another one still has to take the session out,
 * and an order in which the books disagree for a moment.
 * <p>
 * A build checks few programs. The system properties {@code wk.models.programs} and
 * {@code wk.models.interleavings} make it more.
 */
@Timeout(300)
class SessionCloseModelTests {

	private static final int PROGRAMS = Integer.getInteger("wk.models.programs", 5);

	private static final int INTERLEAVINGS = Integer.getInteger("wk.models.interleavings", 60);

	@Test
	void endsOnceForTheFirstReason() {
		new ModelCheckingOptions().iterations(PROGRAMS)
			.invocationsPerIteration(INTERLEAVINGS)
			.threads(2)
			.actorsBefore(0)
			.actorsPerThread(2)
			.actorsAfter(1)
			.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(OpenSession.class.getName()).allMethods().ignore())
			.addGuarantee(
					ManagedStrategyGuaranteeKt.forClasses(SessionCounters.class.getName()).allMethods().treatAsAtomic())
			.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(LoopContext.class.getName()).allMethods().ignore())
			.sequentialSpecification(FirstWins.class)
			.check(Closing.class);
	}

	/**
	 * What threads do to one session. What a close returns is what its thread sees next.
	 */
	public static final class Closing {

		private final Session session = OpenSession.create();

		@Operation
		public List<Object> close() {
			this.session.close();
			return seen();
		}

		@Operation
		public List<Object> kick() {
			this.session.kick();
			return seen();
		}

		@Operation
		public List<Object> overflow() {
			this.session.overflowed();
			return seen();
		}

		@Operation(nonParallelGroup = "loop")
		public List<Object> abort() {
			this.session.abort();
			return seen();
		}

		@Operation
		public @Nullable CloseReason closeReason() {
			return this.session.closeReason();
		}

		@Operation
		public boolean find() {
			return registry().find(this.session.id()) != null;
		}

		/**
		 * Whoever misses the session among the connections misses it everywhere, and
		 * finds it among the closed ones.
		 */
		@Operation
		public boolean booksAgree() {
			return registry().connectionCount() == 1
					|| (registry().findByUid(OpenSession.UID).isEmpty() && !this.session.isOpen() && closed() == 1);
		}

		@Validate
		public void check() {
			CloseReason reason = this.session.closeReason();
			check("closed", closed(), (reason != null) ? 1 : 0);
			if (reason != null) {
				check("closed for this reason", counts().getOrDefault(reason, 0L), 1);
			}
			int open = (reason != null) ? 0 : 1;
			check("connections", registry().connectionCount(), open);
			check("authenticated", registry().authenticatedCount(), open);
			check("users", registry().userCount(), open);
			check("found", registry().findByUid(OpenSession.UID).size(), open);
		}

		private static void check(String what, long found, long expected) {
			if (found != expected) {
				throw new IllegalStateException(found + " " + what + " in place of " + expected);
			}
		}

		private List<Object> seen() {
			return Arrays.asList(this.session.closeReason(), registry().find(this.session.id()) != null,
					registry().isOnline(OpenSession.UID));
		}

		private SessionRegistry registry() {
			return this.session.sessions().table();
		}

		private Map<CloseReason, Long> counts() {
			return this.session.sessions().closed();
		}

		private long closed() {
			long sum = 0;
			for (long count : counts().values()) {
				sum += count;
			}
			return sum;
		}

	}

	/**
	 * What {@link Closing} comes to on one thread.
	 */
	public static final class FirstWins {

		private @Nullable CloseReason reason;

		public List<Object> close() {
			return closed(CloseReason.SERVER);
		}

		public List<Object> kick() {
			return closed(CloseReason.KICKED);
		}

		public List<Object> overflow() {
			return closed(CloseReason.SLOW_CONSUMER);
		}

		public List<Object> abort() {
			return closed(CloseReason.SHUTDOWN);
		}

		public @Nullable CloseReason closeReason() {
			return this.reason;
		}

		public boolean find() {
			return this.reason == null;
		}

		public boolean booksAgree() {
			return true;
		}

		private List<Object> closed(CloseReason why) {
			this.reason = Objects.requireNonNullElse(this.reason, why);
			return Arrays.asList(this.reason, false, false);
		}

	}

	/**
	 * Makes sessions that are logged in. Their event loop keeps what it is given and runs
	 * nothing. The model checker does not look in here.
	 */
	static final class OpenSession {

		static final String UID = "alice";

		private static final SessionSettings SETTINGS = new SessionFixture().sessions().settings();

		private OpenSession() {
		}

		static Session create() {
			LoopContext loop = new LoopContext(
					new ManualIoEventLoop(Thread.currentThread(), LocalIoHandler.newFactory()),
					WheelSettings.defaults());
			Session session = (Session) new Sessions(SETTINGS).open("tcp", new SilentChannel(loop));
			session.authenticatedAs(Identity.of(UID, DeviceLevel.SLAVE), "phone", DeviceFlag.APP);
			session.sessions().table().authenticated(session, UID);
			return session;
		}

	}

}
