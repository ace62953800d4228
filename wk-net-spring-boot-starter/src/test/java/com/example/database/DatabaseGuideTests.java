package com.example.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import io.wknet.frame.ReasonCode;
import io.wknet.spring.GuideApplication;
import io.wknet.spring.GuidePage;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/guides/database.md makes, with a database that can be away.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseGuideTests {

	@TempDir
	private static Path directory;

	private static Server database;

	private static ConfigurableApplicationContext context;

	private static Tokens tokens;

	@BeforeAll
	static void start() throws Exception {
		Path schema = Files.writeString(directory.resolve("schema.sql"),
				GuidePage.of("database").snippet("schema.sql"));
		database = startDatabase(0);
		context = GuideApplication.run("database", Gateway.class,
				"spring.datasource.url=jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/./tokens",
				"spring.datasource.hikari.connection-timeout=500",
				"spring.sql.init.schema-locations=" + schema.toUri());
		tokens = context.getBean(Tokens.class);
	}

	@AfterAll
	static void stop() {
		context.close();
		database.stop();
	}

	@Test
	void letsInTheOwnerOfAToken() throws Exception {
		String token = tokens.issue("alice");
		assertThat(login("alice", token)).isEqualTo(ReasonCode.SUCCESS);
		assertThat(login("", token)).isEqualTo(ReasonCode.SUCCESS);
	}

	@Test
	void refusesATokenThatNobodyHas() throws Exception {
		assertThat(login("alice", "guessed")).isEqualTo(ReasonCode.AUTH_FAIL);
	}

	@Test
	void refusesTheTokenOfSomebodyElse() throws Exception {
		assertThat(login("mallory", tokens.issue("bob"))).isEqualTo(ReasonCode.AUTH_FAIL);
	}

	@Test
	void storesNoToken() {
		String token = tokens.issue("carol");
		assertThat(context.getBean(JdbcClient.class)
			.sql("select token_hash from login_token where uid = 'carol'")
			.query(String.class)
			.list()).singleElement().asString().hasSize(64).doesNotContain(token);
	}

	@Test
	void showsOutAndKeepsOutWhoIsLockedOut() throws Exception {
		String token = tokens.issue("dave");
		try (TestClient dave = TestClient.login(ServerRunner.port(context), "dave", token)) {
			dave.ping();
			assertThat(context.getBean(Accounts.class).lockOut("dave").toCompletableFuture().join()).isOne();
			assertThat(dave.receiveDisconnect()).isEqualTo("locked out");
		}
		assertThat(login("dave", token)).isEqualTo(ReasonCode.AUTH_FAIL);
	}

	@Test
	void tellsClientsToComeAgainWhileTheDatabaseIsAway() throws Exception {
		String token = tokens.issue("erin");
		int port = database.getPort();
		database.stop();
		try {
			assertThat(login("erin", token)).isEqualTo(ReasonCode.SYSTEM_ERROR);
		}
		finally {
			database = startDatabase(port);
		}
		// The pool trusts a connection that was used within the last half second.
		await().pollInterval(1, TimeUnit.SECONDS)
			.atMost(10, TimeUnit.SECONDS)
			.until(() -> login("erin", token).equals(ReasonCode.SUCCESS));
	}

	@Test
	void showsATokenToTryItWith(CapturedOutput output) throws Exception {
		new Gateway().tokenForAlice(tokens).run(null);
		String token = output.toString().lines().reduce((first, second) -> second).orElseThrow();
		assertThat(login("alice", token.substring(token.indexOf(": ") + 2))).isEqualTo(ReasonCode.SUCCESS);
	}

	private static Server startDatabase(int port) throws SQLException {
		return Server
			.createTcpServer("-tcpPort", String.valueOf(port), "-ifNotExists", "-baseDir", directory.toString())
			.start();
	}

	private static ReasonCode login(String uid, String token) throws Exception {
		try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
			return client.authenticate(uid, token).reasonCode();
		}
	}

}
