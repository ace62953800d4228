package io.wknet.sample;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests are skipped for want of a program, but not where that is forbidden.
 */
class ProgramsTests {

	private static final String REQUIRED = "sample.programs.required";

	private final String configured = System.getProperty(REQUIRED, "false");

	private final ExtensionContext context = mock(ExtensionContext.class);

	@BeforeEach
	void nameTheTests() {
		given(this.context.getDisplayName()).willReturn("SomeTests");
	}

	@AfterEach
	void restoreTheSetting() {
		System.setProperty(REQUIRED, this.configured);
	}

	@Test
	void skipsTestsWithASentence() {
		System.setProperty(REQUIRED, "false");
		ConditionEvaluationResult result = Programs.skip(this.context, "tea", "No kettle was found");
		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason()).contains("The tests of tea are skipped. No kettle was found");
	}

	@Test
	void failsWhereTestsMustNotBeSkipped() {
		System.setProperty(REQUIRED, "true");
		assertThatIllegalStateException().isThrownBy(() -> Programs.skip(this.context, "tea", "No kettle was found"))
			.withMessageContaining("No kettle was found. The tests of tea must not be skipped");
	}

	@Test
	void findsTheBestNameInAnyPlace(@TempDir Path directory) throws Exception {
		List<String> places = List.of("/nowhere", directory.toString());
		assertThat(Programs.find(List.of("kettle-2", "kettle-1"), places)).isEmpty();
		File second = Files.createFile(directory.resolve("kettle-1")).toFile();
		assertThat(Programs.find(List.of("kettle-2", "kettle-1"), places)).isEmpty();
		assertThat(second.setExecutable(true)).isTrue();
		assertThat(Programs.find(List.of("kettle-2", "kettle-1"), places)).contains(second);
	}

}
