package io.wknet.sample.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives tests as many browsers as they ask for, each with a profile of its own. Without
 * Chromium on this machine the tests are skipped, before anything is started for them;
 * with {@code -Dsample.browser.required=true} they fail then.
 */
final class Browsers implements ExecutionCondition, AfterEachCallback, AfterAllCallback {

	private static final String REQUIRED = "sample.browser.required";

	private static final Optional<Chromium> CHROMIUM = Chromium.find();

	private static final String MISSING = "No Chromium with its driver was found on the PATH or in the usual places; "
			+ "on Debian or Ubuntu, 'apt-get install chromium chromium-driver' brings both";

	private static final Logger logger = LoggerFactory.getLogger(Browsers.class);

	private final List<ChromeDriver> started = new ArrayList<>();

	private int used;

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (CHROMIUM.isPresent()) {
			return ConditionEvaluationResult.enabled("There is " + CHROMIUM.get().browser());
		}
		if (Boolean.getBoolean(REQUIRED)) {
			throw new IllegalStateException(
					MISSING + ". The tests of the page must not be skipped, because of -D" + REQUIRED + "=true");
		}
		String skipped = "The tests of the page are skipped. " + MISSING;
		logger.warn("{}: {}", context.getDisplayName(), skipped);
		return ConditionEvaluationResult.disabled(skipped);
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
