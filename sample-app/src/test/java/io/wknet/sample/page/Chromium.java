package io.wknet.sample.page;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;

import io.wknet.sample.Programs;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A browser of this machine. Nothing is ever downloaded.
 *
 * @param browser the program
 * @param driver lets tests use it
 */
record Chromium(File browser, File driver) {

	private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome-stable",
			"google-chrome", "chrome", "Chromium", "Google Chrome");

	private static final List<String> DRIVERS = List.of("chromedriver", "chromium.chromedriver");

	private static final List<String> USUAL_PLACES = List.of("/usr/bin", "/usr/local/bin", "/usr/lib/chromium",
			"/usr/lib/chromium-browser", "/opt/google/chrome", "/opt/homebrew/bin", "/snap/bin",
			"/Applications/Chromium.app/Contents/MacOS", "/Applications/Google Chrome.app/Contents/MacOS");

	/**
	 * Look on the PATH and in the usual places.
	 */
	static Optional<Chromium> find() {
		return Programs.find(BROWSERS, USUAL_PLACES)
			.flatMap((browser) -> Programs.find(DRIVERS, USUAL_PLACES).map((driver) -> new Chromium(browser, driver)));
	}

	/**
	 * Start the browser without a window, with a profile of its own, which the driver
	 * makes and deletes. It trusts the page as much as root's browser has to, and talks
	 * to nobody else.
	 */
	ChromeDriver start() {
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions().setBinary(this.browser)
			.addArguments("--headless=new", "--window-size=1280,800", "--no-sandbox", "--disable-gpu",
					"--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
					"--disable-component-update", "--disable-sync", "--lang=en-GB");
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(this.driver)
			.usingAnyFreePort()
			.withEnvironment(Map.of("LANGUAGE", "en"))
			.build();
		return new ChromeDriver(service, options);
	}

}
