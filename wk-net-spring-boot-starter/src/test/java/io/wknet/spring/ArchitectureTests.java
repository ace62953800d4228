package io.wknet.spring;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.wknet.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.wknet.spring.(**)")
		.should()
		.beFreeOfCycles()
		.because("a package that can be read alone is one that can be changed alone");

	@ArchTest
	static final ArchRule dependenciesPointFromWiringToFeatures = layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.layer("autoconfigure")
		.definedBy("io.wknet.spring.autoconfigure..")
		.layer("features")
		.definedBy("io.wknet.spring.lifecycle..", "io.wknet.spring.actuate..", "io.wknet.spring.health..",
				"io.wknet.spring.metrics..", "io.wknet.spring.ssl..", "io.wknet.spring.observation..")
		.layer("template")
		.definedBy("io.wknet.spring.template..")
		.layer("listener")
		.definedBy("io.wknet.spring.listener..")
		.layer("annotation")
		.definedBy("io.wknet.spring.annotation..")
		.whereLayer("autoconfigure")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("features")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("template")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("listener")
		.mayOnlyBeAccessedByLayers("autoconfigure", "features", "template")
		.whereLayer("annotation")
		.mayOnlyBeAccessedByLayers("listener")
		.because("features are put together in one place, and know nothing of each other");

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.because("they are found by name and not to be extended");

	@ArchTest
	static final ArchRule autoConfigurationsHaveNoPublicMembers = methods().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.notBePublic()
		.because("beans are the interface, not the methods that make them");

	@ArchTest
	static final ArchRule actuatorStaysInItsPackages = noClasses().that()
		.resideOutsideOfPackages("..actuate..", "..health..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health..")
		.because("the starter works without Actuator");

	@ArchTest
	static final ArchRule micrometerStaysInItsPackages = noClasses().that()
		.resideOutsideOfPackages("..metrics..", "..observation..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer..")
		.because("the starter works without Micrometer");

	@ArchTest
	static final ArchRule redisStaysInItsPackage = noClasses().that()
		.resideOutsideOfPackage("io.wknet.spring.cluster..")
		.and()
		.haveSimpleNameNotContaining("Redis")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.data..", "io.lettuce..")
		.because("the starter works without Redis");

	@ArchTest
	static final ArchRule testLibrariesStayInTheTestKit = noClasses().that()
		.resideOutsideOfPackage("io.wknet.spring.test..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.assertj..", "org.junit..", "org.skyscreamer..", "org.springframework.test..",
				"org.springframework.boot.test..", "org.springframework.mock..")
		.because("an application has none of them");

	@ArchTest
	static final ArchRule nothingDependsOnTheTestKit = noClasses().that()
		.resideOutsideOfPackage("io.wknet.spring.test..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.wknet.spring.test..")
		.because("it is packed into a jar of its own");

	@ArchTest
	static final ArchRule packagesAreNullMarked = classes().should(beInANullMarkedPackage())
		.because("null is never silently allowed");

	@ArchTest
	static final ArchRule fieldsAreNotInjected = fields().should()
		.notBeAnnotatedWith(Autowired.class)
		.andShould()
		.notBeAnnotatedWith(Value.class)
		.because("constructors say what a class needs");

	@ArchTest
	static final ArchRule logsThroughSlf4j = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("java.util.logging..")
		.orShould()
		.accessFieldWhere(standardStream())
		.because("users configure one logging system");

	private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaFieldAccess> standardStream() {
		return DescribedPredicate.describe("it is System.out or System.err",
				(access) -> access.getTargetOwner().isEquivalentTo(System.class)
						&& (access.getName().equals("out") || access.getName().equals("err")));
	}

	private static ArchCondition<JavaClass> beInANullMarkedPackage() {
		return new ArchCondition<>("be in a @NullMarked package") {

			@Override
			public void check(JavaClass item, ConditionEvents events) {
				boolean satisfied = item.getPackage().isAnnotatedWith(NullMarked.class);
				events.add(new SimpleConditionEvent(item, satisfied, item.getDescription() + " is in a package "
						+ (satisfied ? "with" : "without") + " @NullMarked"));
			}

		};
	}

}
