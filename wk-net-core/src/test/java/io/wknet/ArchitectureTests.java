package io.wknet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.log.Printable;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The shape of the module: which package may know which, and what none of them may do.
 */
class ArchitectureTests {

	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.wknet");

	private static final JavaClasses VIOLATION = new ClassFileImporter().importPackages("io.wknet.violation");

	private static final String[] EVENT_LOOP_PACKAGES = { "io.wknet.codec..", "io.wknet.transport..",
			"io.wknet.session.." };

	private static final String EVENT_LOOP_REASON = "it runs on an event loop, where waiting stops every connection of the loop";

	@Test
	void packagesAreFreeOfCycles() {
		cycles("io.wknet").check(MAIN);
	}

	@Test
	void aCycleIsFound() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> cycles("io.wknet.violation").check(VIOLATION))
			.withMessageContaining("Cycle detected");
	}

	@Test
	void packagesKnowOnlyWhatIsBelowThem() {
		direction("io.wknet").check(MAIN);
	}

	@Test
	void aStepInTheWrongDirectionIsFound() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> direction("io.wknet.violation").check(VIOLATION))
			.withMessageContaining("FrameThatKnowsTheCodec")
			.withMessageNotContaining("Method <io.wknet.violation.codec.CodecOfFrame");
	}

	@Test
	void coreKnowsNeitherSpringNorMicrometer() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.micrometer..")
			.because("the core must run without them; the starter brings them in")
			.check(MAIN);
	}

	@Test
	void framesUseTheJdkAlone() {
		classes().that()
			.resideInAPackage("io.wknet.frame..")
			.should()
			.onlyDependOnClassesThat(
					JavaClass.Predicates.resideInAnyPackage("io.wknet.frame..", "java..", "org.jspecify..")
						.or(JavaClass.Predicates.type(Printable.class)))
			.because("frames are values, independent of how they are written and sent")
			.check(MAIN);
	}

	@Test
	void onlyCodecAndTransportTouchBuffers() {
		noClasses().that()
			.resideOutsideOfPackages("io.wknet.codec..", "io.wknet.transport..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty.buffer..")
			.because("who holds a buffer must release it; everyone else gets frames")
			.check(MAIN);
	}

	@Test
	void sessionsNeitherDecodeNorEncode() {
		noClasses().that()
			.resideInAPackage("io.wknet.session..")
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(FrameDecoder.class, FrameEncoder.class)
			.because("the session leg of the walk knows frames, the transport leg knows bytes")
			.check(MAIN);
	}

	@Test
	void nothingBlocksAnEventLoop() {
		noClasses().that()
			.resideInAnyPackage(EVENT_LOOP_PACKAGES)
			.should()
			.callMethodWhere(describe("it blocks", ArchitectureTests::isBlocking))
			.because(EVENT_LOOP_REASON)
			.check(MAIN);
	}

	/**
	 * The wall clock may jump. Only what is told to people and peers comes from it: when
	 * a connection began, and what its clock differs by.
	 */
	@Test
	void deadlinesComeFromAClockThatNeverJumps() {
		noClasses().that()
			.resideInAnyPackage("io.wknet.codec..", "io.wknet.transport..", "io.wknet.session..", "io.wknet.timer..",
					"io.wknet.server..", "io.wknet.topic..")
			.should()
			.callMethodWhere(describe("it reads the wall clock", ArchitectureTests::readsTheWallClock))
			.because("no connection may close, nor live for ever, because somebody set the clock")
			.check(MAIN);
	}

	@Test
	void noMethodOnAnEventLoopIsSynchronized() {
		methods().that()
			.areDeclaredInClassesThat()
			.resideInAnyPackage(EVENT_LOOP_PACKAGES)
			.should()
			.notHaveModifier(JavaModifier.SYNCHRONIZED)
			.because(EVENT_LOOP_REASON)
			.check(MAIN);
	}

	/**
	 * Class files name methods that are synchronized, but not blocks.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "codec", "transport", "session" })
	void noBlockOnAnEventLoopIsSynchronized(String name) throws IOException {
		Pattern block = Pattern.compile("\\bsynchronized\\s*\\(");
		try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/wknet", name))) {
			List<Path> sources = files.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(sources).as(EVENT_LOOP_REASON)
				.isNotEmpty()
				.allSatisfy((source) -> assertThat(source).content().doesNotContainPattern(block));
		}
	}

	@Test
	void everyPackageIsNullMarked() {
		classes().should(beInANullMarkedPackage())
			.because("null is the exception here, and NullAway checks marked packages only")
			.check(MAIN);
	}

	@Test
	void nothingLogsPastSlf4j() {
		GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING
			.because("an application configures one logging system, behind SLF4J")
			.check(MAIN);
		GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS
			.because("an application configures one logging system, behind SLF4J")
			.check(MAIN);
	}

	private static ArchRule cycles(String root) {
		return slices().matching(root + ".(*)..")
			.should()
			.beFreeOfCycles()
			.because("a package that is part of a cycle can not be read, tested or moved alone");
	}

	/**
	 * The direction of {@code docs/architecture.md}.
	 * @param root the package above the layers
	 * @return the rule
	 */
	private static ArchRule direction(String root) {
		return layeredArchitecture().consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true)
			.layer("server")
			.definedBy(root + ".server..")
			.layer("session")
			.definedBy(root + ".session..")
			.layer("transport")
			.definedBy(root + ".transport..")
			.layer("client")
			.definedBy(root + ".client..")
			.layer("listener")
			.definedBy(root + ".listener..")
			.layer("metrics")
			.definedBy(root + ".metrics..")
			.layer("cluster")
			.definedBy(root + ".cluster..")
			.layer("node")
			.definedBy(root + ".node..")
			.layer("delivery")
			.definedBy(root + ".delivery..")
			.layer("topic")
			.definedBy(root + ".topic..")
			.layer("connection")
			.definedBy(root + ".connection..")
			.layer("auth")
			.definedBy(root + ".auth..")
			.layer("codec")
			.definedBy(root + ".codec..")
			.layer("crypto")
			.definedBy(root + ".crypto..")
			.layer("timer")
			.definedBy(root + ".timer..")
			.layer("frame")
			.definedBy(root + ".frame..")
			.layer("log")
			.definedBy(root + ".log..")
			.whereLayer("server")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("session")
			.mayOnlyAccessLayers("transport", "auth", "node", "connection", "delivery", "topic", "listener", "metrics",
					"codec", "crypto", "timer", "frame", "log")
			.whereLayer("transport")
			.mayOnlyAccessLayers("codec", "metrics", "timer", "frame", "log")
			.whereLayer("client")
			.mayOnlyAccessLayers("transport", "codec", "crypto", "timer", "frame", "log")
			.whereLayer("listener")
			.mayOnlyAccessLayers("topic", "connection", "frame")
			.whereLayer("metrics")
			.mayOnlyAccessLayers("connection", "frame")
			.whereLayer("node")
			.mayOnlyAccessLayers("cluster", "delivery", "topic", "connection", "auth", "codec", "frame", "log")
			.whereLayer("cluster")
			.mayOnlyAccessLayers("topic", "auth", "frame", "log")
			.whereLayer("delivery")
			.mayOnlyAccessLayers("topic", "connection", "frame")
			.whereLayer("topic")
			.mayOnlyAccessLayers("connection", "frame", "log")
			.whereLayer("connection")
			.mayOnlyAccessLayers("auth", "frame")
			.whereLayer("auth")
			.mayOnlyAccessLayers("frame", "log")
			.whereLayer("codec")
			.mayOnlyAccessLayers("frame", "log")
			.whereLayer("crypto")
			.mayNotAccessAnyLayer()
			.whereLayer("timer")
			.mayOnlyAccessLayers("log")
			.whereLayer("frame")
			.mayOnlyAccessLayers("log")
			.whereLayer("log")
			.mayNotAccessAnyLayer()
			.because("one walk leads from bytes to listeners and back; a jump back means code in the wrong package");
	}

	private static boolean isBlocking(JavaCall<?> call) {
		JavaClass owner = call.getTargetOwner();
		String name = call.getTarget().getName();
		return (owner.isAssignableTo(Publisher.class) && (name.startsWith("block") || name.startsWith("toIterable")))
				|| (owner.isEquivalentTo(Thread.class) && name.equals("sleep"));
	}

	private static boolean readsTheWallClock(JavaCall<?> call) {
		String owner = call.getTargetOwner().getFullName();
		String name = call.getTarget().getName();
		boolean reads = name.equals("currentTimeMillis") || (owner.startsWith("java.time.") && name.equals("now"))
				|| (owner.startsWith("java.time.Clock") && name.startsWith("system"));
		String origin = call.getOrigin().getFullName();
		return reads && !origin.startsWith("io.wknet.session.Session.connack(")
				&& !origin.startsWith("io.wknet.session.Peer.<init>(");
	}

	private static ArchCondition<JavaClass> beInANullMarkedPackage() {
		return new ArchCondition<>("be in a @NullMarked package") {

			@Override
			public void check(JavaClass javaClass, ConditionEvents events) {
				JavaPackage javaPackage = javaClass.getPackage();
				boolean marked = javaPackage.isAnnotatedWith(NullMarked.class);
				events.add(new SimpleConditionEvent(javaClass, marked,
						javaPackage.getName() + (marked ? " is" : " is not") + " @NullMarked"));
			}

		};
	}

}
