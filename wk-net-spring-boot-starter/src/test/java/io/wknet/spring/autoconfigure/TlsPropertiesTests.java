package io.wknet.spring.autoconfigure;

import java.nio.file.Path;
import java.util.stream.Stream;

import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class TlsPropertiesTests {

	private final ApplicationContextRunner runner = ServerRunner.create()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
		.withPropertyValues("wk.net.wss.port=0");

	@TempDir
	private Path directory;

	@Test
	void namesThePropertyAndTheBundlesThereAreIfThereIsNoSuchBundle() throws Exception {
		gateway().withPropertyValues("wk.net.tcp.ssl.bundle=nonsense")
			.run((context) -> assertThat(failure(context.getStartupFailure()))
				.hasMessageContaining("wk.net.tcp.ssl.bundle with value 'nonsense'")
				.hasMessageContaining("only: [gateway]")
				.hasCauseInstanceOf(NoSuchSslBundleException.class));
	}

	@Test
	void saysWhyABundleCanNotBeUsed() throws Exception {
		gateway()
			.withPropertyValues(
					"spring.ssl.bundle.pem.trusted.truststore.certificate=file:" + this.directory + "/ca.crt",
					"wk.net.wss.enabled=true", "wk.net.wss.ssl.bundle=trusted")
			.run((context) -> assertThat(failure(context.getStartupFailure()))
				.hasMessageContaining("wk.net.wss.ssl.bundle with value 'trusted'")
				.hasMessageContaining("no private key"));
	}

	static Stream<Arguments> incomplete() {
		return Stream.of(Arguments.of("wk.net.wss.enabled=true", "wk.net.wss.ssl.bundle", "wk.net.wss.enabled"),
				Arguments.of("wk.net.tcp.ssl.client-auth=want", "wk.net.tcp.ssl.bundle", "wk.net.tcp.ssl.client-auth"),
				Arguments.of("wk.net.tcp.ssl.server-name-bundles[0].server-name=a", "wk.net.tcp.ssl.bundle",
						"wk.net.tcp.ssl.server-name-bundles"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("incomplete")
	void namesTheBundleThatIsMissingAndWhatNeedsIt(String property, String missing, String because) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(failure(context.getStartupFailure())).hasMessageContaining(missing + " with")
				.hasMessageContaining("because " + because));
	}

	static Stream<Arguments> badServerNames() {
		return Stream.of(Arguments.of("a", "nonsense", "[0].bundle", "There is no SSL bundle"),
				Arguments.of("a", "", "[0].bundle", "There is no SSL bundle"),
				Arguments.of("", "gateway", "[0].server-name", "Must be a host name"),
				Arguments.of("https://a", "gateway", "[0].server-name", "Must be a host name"),
				Arguments.of("a.*.example", "gateway", "[0].server-name", "Must be a host name"));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("badServerNames")
	void refusesABadServerNameByName(String serverName, String bundle, String property, String allowed)
			throws Exception {
		String prefix = "wk.net.tcp.ssl.server-name-bundles";
		gateway()
			.withPropertyValues("wk.net.tcp.ssl.bundle=gateway", prefix + "[0].server-name=" + serverName,
					prefix + "[0].bundle=" + bundle)
			.run((context) -> assertThat(failure(context.getStartupFailure())).hasMessageContaining(prefix + property)
				.hasMessageContaining(allowed));
	}

	@Test
	void asksForNoBundleOfAListenerThatIsNotEnabled() {
		this.runner.withPropertyValues("wk.net.wss.ssl.bundle=nonsense")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private ApplicationContextRunner gateway() throws Exception {
		return this.runner.withPropertyValues(
				TestCertificates.bundle("gateway", this.directory, TestCertificates.server("gateway.example")));
	}

	private static InvalidConfigurationPropertyValueException failure(Throwable failure) {
		Throwable current = failure;
		while (current != null && !(current instanceof InvalidConfigurationPropertyValueException)) {
			current = current.getCause();
		}
		assertThat(current).isNotNull();
		return (InvalidConfigurationPropertyValueException) current;
	}

}
