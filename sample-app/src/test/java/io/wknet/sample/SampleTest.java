package io.wknet.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.jdbc.Sql;

/**
 * Runs tests against the whole sample, on any free ports and without messages of earlier
 * tests.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "wk.net.tcp.port=0", "wk.net.ws.port=0", "sample.chat.max-pending=120" })
@Sql(statements = { "delete from message", "delete from channel",
		"delete from group_member where group_id <> 'lobby'" })
public @interface SampleTest {

}
