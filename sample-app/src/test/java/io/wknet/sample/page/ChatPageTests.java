package io.wknet.sample.page;

import java.util.List;

import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import io.wknet.sample.SampleTest;
import io.wknet.sample.client.Shell;
import io.wknet.spring.lifecycle.WkServerLifecycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser, with the whole sample behind it.
 */
@SampleTest
class ChatPageTests {

	private static final String ONLINE = "online";

	@RegisterExtension
	static final Browsers browsers = new Browsers();

	@LocalServerPort
	private int webPort;

	@Value("${local.wk.tcp.port}")
	private int tcpPort;

	@Autowired
	private ConnectionRegistry connections;

	@Autowired
	private WkServerLifecycle server;

	@AfterEach
	void awaitTheEndOfAllConnections() {
		this.connections.forEach(WkConnection::kick);
		ChatPage.soon().until(() -> this.connections.connectionCount() == 0);
	}

	@Test
	void pagesAndAShellTalkToEachOther() throws Exception {
		ChatPage alice = page().login("alice");
		ChatPage bob = page().login("bob");
		Shell carol = Shell.chat("carol", "--port=" + this.tcpPort);
		assertThat(carol.line()).startsWith("* you are carol");
		alice.say("good morning <b>everybody</b>");
		bob.awaitMessages("alice: good morning <b>everybody</b>");
		assertThat(carol.line()).isEqualTo("[alice in lobby] good morning <b>everybody</b>");
		carol.type("morning, früh auf?");
		assertThat(carol.line()).isEqualTo("* sent to lobby, number 2");
		alice.awaitMessages("You: good morning <b>everybody</b> · sent", "carol: morning, früh auf?");
		bob.talkTo("carol");
		bob.say("just between us");
		bob.awaitMessages("You: just between us · sent");
		assertThat(carol.line()).isEqualTo("[bob] just between us");
		carol.type("/to bob");
		assertThat(carol.line()).isEqualTo("* you write to bob");
		carol.type("promised");
		assertThat(carol.line()).isEqualTo("* sent to bob, number 2");
		bob.awaitMessages("You: just between us · sent", "carol: promised");
		alice.say("lunch?");
		assertThat(carol.line()).isEqualTo("[alice in lobby] lunch?");
		ChatPage.soon().until(() -> bob.listed("lobby"), "group 1 unread"::equals);
		carol.type("/quit");
		assertThat(carol.exitCode()).isZero();
		alice.assertNoComplaints();
		bob.assertNoComplaints();
	}

	@Test
	void keepsMessagesForSomeoneWhoIsAway() {
		ChatPage alice = page().login("alice");
		alice.talkTo("bob");
		alice.say("are you there?");
		alice.awaitMessages("You: are you there? · sent");
		ChatPage bob = page().login("bob");
		ChatPage.soon().until(() -> bob.listed("alice"), "online 1 unread"::equals);
		bob.talkTo("alice");
		bob.awaitMessages("alice: are you there?");
		assertThat(bob.listed("alice")).isEqualTo(ONLINE);
	}

	@Test
	void showsAMessageThatComesTwiceOnce() {
		ChatPage alice = page().login("alice");
		WkConnection connection = this.connections.findByUid("alice").get(0);
		RecvFrame first = recv(7, "once");
		connection.send(first);
		connection.send(first);
		connection.send(recv(8, "twice"));
		alice.awaitMessages("bob: once", "bob: twice");
	}

	@Test
	void showsMessagesInTheServersOrder() {
		ChatPage alice = page().login("alice");
		WkConnection connection = this.connections.findByUid("alice").get(0);
		connection.send(recv(9_007_199_254_740_993L, "second"));
		connection.send(recv(9_007_199_254_740_992L, "first"));
		alice.awaitMessages("bob: first", "bob: second");
	}

	private static RecvFrame recv(long id, String text) {
		return new RecvFrame(0, 0, "", "bob", "lobby", 2, 0, "", 0, "", 0, id, 1, 1_700_000_000, "",
				Payload.utf8("{\"content\":\"" + text + "\",\"type\":1}"));
	}

	@Test
	void saysWhyAMessageIsNotSent() {
		ChatPage alice = page().login("alice");
		alice.click("#new-button");
		alice.find("#new-name").sendKeys("nobody", Keys.ENTER);
		ChatPage.soon().until(() -> alice.text("#talk-title"), "nobody"::equals);
		alice.say("hello?");
		alice.awaitMessages("You: hello? · not sent: there is no such person or group");
	}

	@Test
	void seesWhoComesAndGoes() {
		ChatPage alice = page().login("alice");
		ChatPage.soon().until(() -> alice.listed("bob"), "offline"::equals);
		WkClientConnection bob = WkClient.create().port(this.tcpPort).uid("bob").token("bob-token").connectNow();
		ChatPage.soon().until(() -> alice.listed("bob"), ONLINE::equals);
		bob.close();
		ChatPage.soon().until(() -> alice.listed("bob"), "offline"::equals);
	}

	@Test
	void aKickedPageSaysSoAndWaitsToBeAsked() {
		ChatPage first = page().login("carol");
		ChatPage second = page().login("carol");
		first.awaitSession("ended");
		assertThat(first.text("#notice")).contains("You were logged out.", "another browser");
		// What makes a page that has lost its connection try at once.
		first.script("window.dispatchEvent(new Event('online'))");
		second.say("still me");
		second.awaitMessages("You: still me · sent");
		assertThat(first.script("return document.documentElement.dataset.session")).isEqualTo("ended");
		first.click("#notice-button");
		first.awaitSession(ONLINE);
		second.awaitSession("ended");
	}

	@Test
	void aRefusedLoginSaysWhy() {
		ChatPage page = page();
		page.choose("bob");
		page.find("#login-token").sendKeys("x");
		page.click("#login-button");
		ChatPage.soon().until(() -> page.text("#login-problem"), "The name or the token is wrong."::equals);
		assertThat(page.focused().getAttribute("id")).isEqualTo("login-token");
		page.find("#login-token").clear();
		page.login("bob");
	}

	@Test
	void pagesComeBackAfterARestartOfTheServer() {
		ChatPage alice = page().login("alice");
		ChatPage bob = page().login("bob");
		this.server.stop();
		try {
			alice.awaitSession("waiting");
			bob.awaitSession("waiting");
			assertThat(alice.text("#connection")).isEqualTo("Reconnecting");
			assertThat(alice.text("#notice")).contains("Reconnecting.", "Next try in ", "Try now");
			alice.say("written meanwhile");
			alice.say("and another one");
			alice.awaitMessages("You: written meanwhile · sending…", "You: and another one · sending…");
		}
		finally {
			this.server.start();
		}
		// The button may be gone already; then there is nothing to do.
		alice.script("document.getElementById('notice-button').click()");
		alice.awaitSession(ONLINE);
		bob.awaitSession(ONLINE);
		bob.awaitMessages("alice: written meanwhile", "alice: and another one");
		alice.awaitMessages("You: written meanwhile · sent", "You: and another one · sent");
		assertThat(alice.isShown("#notice")).isFalse();
	}

	@Test
	void remembersItsConversationsOverAReload() {
		ChatPage alice = page().login("alice");
		alice.talkTo("carol");
		alice.say("before");
		alice.awaitMessages("You: before · sent");
		Object device = alice.script("return sessionStorage.getItem('deviceId')");
		alice.reload();
		alice.awaitSession(ONLINE);
		alice.talkTo("carol");
		alice.awaitMessages("You: before · sent");
		assertThat(alice.script("return sessionStorage.getItem('deviceId')")).isEqualTo(device);
		alice.click("#logout");
		assertThat(alice.isShown("#login")).isTrue();
		alice.login("bob");
		alice.talkTo("carol");
		assertThat(alice.messages()).isEmpty();
	}

	@Test
	void showsLiveConnectionNumbers() {
		ChatPage alice = page().login("alice");
		ChatPage.soon().until(() -> alice.text("#figures"), (figures) -> figures.startsWith("Open now 1 "));
		WkClient.create().port(this.tcpPort).uid("bob").token("bob-token").connectNow();
		ChatPage.soon().until(() -> alice.text("#figures"), (figures) -> figures.startsWith("Open now 2 "));
		assertThat(alice.text("#chart-legend")).contains("TCP 1", "WebSocket 1");
		assertThat(alice.find("#chart svg").getAttribute("aria-label")).contains("now 2");
	}

	@Test
	void isUsedByKeyboardAlone() {
		ChatPage page = page();
		page.focused().sendKeys(Keys.ARROW_RIGHT);
		page.focused().sendKeys(Keys.ENTER);
		page.awaitSession(ONLINE);
		assertThat(page.text("#me-name")).isEqualTo("bob");
		page.focused().sendKeys("one", Keys.chord(Keys.SHIFT, Keys.ENTER), "two", Keys.ENTER);
		page.awaitMessages("You: one\ntwo · sent");
	}

	@Test
	void fitsIntoANarrowWindow() {
		ChatPage page = page();
		page.resize(320, 568);
		try {
			assertFits(page);
			page.login("alice");
			assertFits(page);
			page.talkTo("bob");
			page.say("w".repeat(300));
			page.awaitMessages("You: " + "w".repeat(300) + " · sent");
			assertFits(page);
			page.click("#back");
			assertThat(page.focused().getText()).contains("bob");
		}
		finally {
			page.undoResize();
		}
	}

	private static void assertFits(ChatPage page) {
		assertThat(page.script("""
				return [...document.querySelectorAll('body *')]
					.filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
					.map((element) => element.outerHTML.slice(0, 80))""")).isEqualTo(List.of());
		assertThat(page.script("return document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
	}

	@Test
	void namesEverythingThatCanBeUsed() {
		ChatPage page = page().login("alice");
		assertThat(page.script("""
				return [...document.querySelectorAll('button, input, textarea, nav, aside, main, section, [role=log]')]
					.filter((element) => !element.labels?.length && !element.textContent.trim()
						&& !element.getAttribute('aria-label') && !element.getAttribute('aria-labelledby'))
					.map((element) => element.outerHTML.slice(0, 80))""")).isEqualTo(List.of());
	}

	private ChatPage page() {
		return ChatPage.open(browsers.next(), this.webPort);
	}

}
