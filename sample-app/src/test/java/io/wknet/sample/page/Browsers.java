package io.wknet.sample.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.wknet.sample.Programs;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Gives tests as many browsers as they ask for, each with a profile of its own, if there
 * is Chromium on this machine.
 */
final class Browsers implements ExecutionCondition, AfterEachCallback, AfterAllCallback {

	private static final Optional<Chromium> CHROMIUM = Chromium.find();

	private static final String MISSING = "No Chromium with its driver was found on the PATH or in the usual places; "
			+ "on Debian or Ubuntu, 'apt-get install chromium chromium-driver' brings both";

	private final List<ChromeDriver> started = new ArrayList<>();

	private int used;

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (CHROMIUM.isPresent()) {
			return ConditionEvaluationResult.enabled("There is " + CHROMIUM.get().browser());
		}
		return Programs.skip(context, "the page", MISSING);
	}

	/**
	 * A browser that this test has not used yet.
	 */
	ChromeDriver next() {
		if (this.used == this.started.size()) {
			this.started.add(CHROMIUM.orElseThrow().start());
		}
		return this.started.get(this.used++);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		for (ChromeDriver driver : this.started.subList(0, this.used)) {
			moveToAnotherTab(driver);
			driver.manage().logs().get("browser");
		}
		this.used = 0;
	}

	/**
	 * Where nothing is left of what happened in the old one.
	 */
	private static void moveToAnotherTab(ChromeDriver driver) {
		String old = driver.getWindowHandle();
		String fresh = driver.switchTo().newWindow(WindowType.TAB).getWindowHandle();
		driver.switchTo().window(old).close();
		driver.switchTo().window(fresh);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.started.forEach(ChromeDriver::quit);
		this.started.clear();
	}

}
