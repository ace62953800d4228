package io.wknet.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.annotation.Import;

/**
 * Gives the tests of a class that has a Spring context clients of its server: a
 * {@link WkTestClients} as a bean, and as a parameter of test methods. Whatever a test
 * has connected is closed after it.
 * <p>
 * {@link WkNetTest @WkNetTest} includes it. Beside a
 * {@link org.springframework.boot.test.context.SpringBootTest @SpringBootTest} the ports
 * are those of the configuration: set {@code wk.net.tcp.port=0} for a free one.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Import(WkTestClientsConfiguration.class)
@ExtendWith(WkTestClientsExtension.class)
public @interface AutoConfigureWkTestClients {

}
