package io.wknet.sample.page;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page, as somebody sees and uses it.
 */
final class ChatPage {

	private static final String MESSAGES = """
			return [...document.querySelectorAll('.message')].map((item) => item.querySelector('.author').textContent
				+ ': ' + item.querySelector('.body').textContent + ' ' + item.querySelector('.state').textContent.trim())""";

	private final ChromeDriver driver;

	private ChatPage(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Open the page, as far as a person can see it: what is typed before the first paint
	 * is dropped by Chromium.
	 */
	static ChatPage open(ChromeDriver driver, int port) {
		driver.get("http://localhost:" + port + "/");
		ChatPage page = new ChatPage(driver);
		soon().until(() -> page.script("return performance.getEntriesByName('first-contentful-paint').length"),
				(paints) -> !paints.equals(0L));
		return page;
	}

	static ConditionFactory soon() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
	}

	ChatPage login(String uid) {
		choose(uid);
		click("#login-button");
		awaitSession("online");
		return this;
	}

	void choose(String uid) {
		click(".user:has(input[value=" + uid + "])");
	}

	/**
	 * Wait until the session is logged-out, connecting, online, waiting or ended.
	 */
	void awaitSession(String state) {
		soon().until(() -> script("return document.documentElement.dataset.session"), state::equals);
	}

	/**
	 * Open a conversation with a person or a group of the list.
	 */
	void talkTo(String name) {
		entry(name).click();
		soon().until(() -> text("#talk-title"), name::equals);
	}

	/**
	 * What the list says of a person or a group: its state, and how much is unread.
	 */
	String listed(String name) {
		WebElement entry = entry(name);
		String unread = entry.findElement(By.className("badge")).getText();
		return normalize(entry.findElement(By.className("detail")).getText() + " " + unread);
	}

	private WebElement entry(String name) {
		return this.driver.findElements(By.cssSelector(".conversation"))
			.stream()
			.filter((button) -> button.findElement(By.className("name")).getText().equals(name))
			.findFirst()
			.orElseThrow();
	}

	void say(String text) {
		find("#composer-text").sendKeys(text, Keys.ENTER);
	}

	/**
	 * The messages of the conversation, for example {@code You: hi · sent}.
	 */
	@SuppressWarnings("unchecked")
	List<String> messages() {
		return ((List<String>) script(MESSAGES)).stream().map(String::strip).toList();
	}

	void awaitMessages(String... expected) {
		awaitMessages((messages) -> messages.equals(List.of(expected)));
	}

	void awaitMessages(Predicate<List<String>> expected) {
		soon().until(this::messages, expected);
	}

	/**
	 * Be a window of another size.
	 */
	void resize(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
	}

	void undoResize() {
		this.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
	}

	void reload() {
		this.driver.navigate().refresh();
	}

	void click(String selector) {
		find(selector).click();
	}

	boolean isShown(String selector) {
		return find(selector).isDisplayed();
	}

	String text(String selector) {
		return normalize(find(selector).getText());
	}

	private static String normalize(String text) {
		return text.replaceAll("\\s+", " ").strip();
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	Object script(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/**
	 * Nothing that a developer would see in red.
	 */
	void assertNoComplaints() {
		assertThat(this.driver.manage().logs().get("browser"))
			.filteredOn((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.extracting(LogEntry::getMessage)
			.isEmpty();
	}

}
