package io.wknet.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.TestPropertySource;

/**
 * Runs a test class against the whole application, with its server on any free ports. Its
 * test methods take {@link WkTestClients} as a parameter:
 *
 * <pre>{@code
 * WkTestClient alice = clients.login("alice", "secret");
 * alice.send(16, "hello");
 * assertThat(alice.receive()).isApplication(16).hasPayload("you said hello");
 * }</pre>
 *
 * It is {@link SpringBootTest @SpringBootTest} with a web server on a random port, if
 * there is one, and {@link AutoConfigureWkTestClients @AutoConfigureWkTestClients}. The
 * ports of the listeners {@code tcp}, {@code ws} and {@code wss} are random whatever the
 * configuration says, so that tests do not get into each other's way or into that of an
 * application that runs. Test classes with equal annotations share one application.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestPropertySource(properties = { "wk.net.tcp.port=0", "wk.net.ws.port=0", "wk.net.wss.port=0" })
@AutoConfigureWkTestClients
public @interface WkNetTest {

	/**
	 * Alias for {@link #properties()}.
	 * @return the properties
	 */
	@AliasFor(annotation = SpringBootTest.class, attribute = "properties")
	String[] value() default {};

	/**
	 * Properties of the form {@literal key=value}, in place of those of the application.
	 * @return the properties
	 */
	@AliasFor(annotation = SpringBootTest.class, attribute = "properties")
	String[] properties() default {};

	/**
	 * Arguments of the application.
	 * @return the arguments
	 */
	@AliasFor(annotation = SpringBootTest.class, attribute = "args")
	String[] args() default {};

	/**
	 * The classes that make up the application. By default nested {@code @Configuration}
	 * classes or else, from the package of the test upwards, the one
	 * {@code @SpringBootApplication}.
	 * @return the classes
	 */
	@AliasFor(annotation = SpringBootTest.class, attribute = "classes")
	Class<?>[] classes() default {};

	/**
	 * What becomes of the web server, which has nothing to do with the listeners of
	 * wk-net. By default, it runs on a random port if there is one.
	 * @return the web environment
	 */
	@AliasFor(annotation = SpringBootTest.class, attribute = "webEnvironment")
	SpringBootTest.WebEnvironment webEnvironment() default SpringBootTest.WebEnvironment.RANDOM_PORT;

}
