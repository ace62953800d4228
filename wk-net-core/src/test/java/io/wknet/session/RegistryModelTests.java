package io.wknet.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.wknet.auth.DeviceLevel;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs short random programs on the {@link RegistryModel}, each with many ways in which
 * its threads can interleave, and compares with what is right. What fails is told with
 * the program and the interleaving.
 * <p>
 * A build checks few programs. The system properties {@code wk.registry.programs} and
 * {@code wk.registry.interleavings} make it more: 6 and 40 take more than a minute.
 */
@Timeout(300)
class RegistryModelTests {

	private static final int PROGRAMS = Integer.getInteger("wk.registry.programs", 2);

	private static final int INTERLEAVINGS = Integer.getInteger("wk.registry.interleavings", 30);

	private static final String BARE_SESSIONS = "io.wknet.session.RegistryModel$BareSessions";

	private static ModelCheckingOptions programs(int count) {
		return new ModelCheckingOptions().iterations(count)
			.invocationsPerIteration(INTERLEAVINGS)
			.threads(2)
			.actorsBefore(1)
			.actorsPerThread(4)
			.actorsAfter(1)
			.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(BARE_SESSIONS).allMethods().ignore());
	}

	@Test
	void findsWhatOneThreadWouldFind() {
		programs(PROGRAMS).sequentialSpecification(Book.class).check(AnyOrder.class);
	}

	@Test
	void keepsAUserOnlineWhileOneConnectionIsAlwaysOpen() {
		programs(PROGRAMS).check(HandOver.class);
	}

	/**
	 * Everything in any order that can happen.
	 */
	@Param(name = "index", gen = IntGen.class, conf = "0:2")
	public static final class AnyOrder {

		private final RegistryModel model = new RegistryModel();

		@Operation(nonParallelGroup = "0", runOnce = true)
		public List<Integer> enter0() {
			return this.model.enter(0);
		}

		@Operation(nonParallelGroup = "1", runOnce = true)
		public List<Integer> enter1() {
			return this.model.enter(1);
		}

		@Operation(nonParallelGroup = "2", runOnce = true)
		public List<Integer> enter2() {
			return this.model.enter(2);
		}

		@Operation(nonParallelGroup = "0", runOnce = true)
		public void leave0() {
			this.model.leave(0);
		}

		@Operation(nonParallelGroup = "1", runOnce = true)
		public void leave1() {
			this.model.leave(1);
		}

		@Operation(nonParallelGroup = "2", runOnce = true)
		public void leave2() {
			this.model.leave(2);
		}

		@Operation
		public void close(@Param(name = "index") int index) {
			this.model.close(index);
		}

		@Operation
		public List<Integer> find() {
			return this.model.find();
		}

		@Validate
		public void check() {
			this.model.check();
		}

	}

	/**
	 * What {@link AnyOrder} comes to on one thread.
	 */
	public static final class Book {

		private final List<Integer> found = new ArrayList<>();

		private final Set<Integer> closed = new TreeSet<>();

		public List<Integer> enter0() {
			return enter(0);
		}

		public List<Integer> enter1() {
			return enter(1);
		}

		public List<Integer> enter2() {
			return enter(2);
		}

		public void leave0() {
			close(0);
		}

		public void leave1() {
			close(1);
		}

		public void leave2() {
			close(2);
		}

		public void close(int index) {
			this.closed.add(index);
			this.found.remove((Integer) index);
		}

		public List<Integer> find() {
			return List.copyOf(this.found);
		}

		private List<Integer> enter(int index) {
			if (this.closed.contains(index)) {
				return List.of();
			}
			List<Integer> replaced = new ArrayList<>();
			for (int older : this.found) {
				boolean sameDevice = RegistryModel.DEVICES.get(index).equals(RegistryModel.DEVICES.get(older));
				if (sameDevice || RegistryModel.LEVELS.get(index) == DeviceLevel.MASTER) {
					replaced.add(older);
				}
			}
			this.found.removeAll(replaced);
			this.found.add(index);
			return replaced;
		}

	}

	/**
	 * A connection ends only when a later one has logged in.
	 */
	public static final class HandOver {

		private final RegistryModel model = RegistryModel.withOneLogin();

		@Operation(nonParallelGroup = "1", runOnce = true)
		public void enter1() {
			this.model.enter(1);
		}

		@Operation(nonParallelGroup = "2", runOnce = true)
		public void enter2() {
			this.model.enter(2);
		}

		@Operation(nonParallelGroup = "0", runOnce = true)
		public void leave0() {
			if (this.model.hasLoggedIn(1) || this.model.hasLoggedIn(2)) {
				this.model.leave(0);
			}
		}

		@Operation(nonParallelGroup = "1", runOnce = true)
		public void leave1() {
			if (this.model.hasLoggedIn(2)) {
				this.model.leave(1);
			}
		}

		@Validate
		public void check() {
			if (!this.model.presence().equals(List.of("+"))) {
				throw new IllegalStateException("Presence is " + this.model.presence());
			}
			this.model.check();
		}

	}

}
