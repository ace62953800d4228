package io.wknet.spring.ssl;

import java.security.KeyStore;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.wknet.spring.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class TlsBundlesTests {

	private static final String PASSWORD = "changeit";

	private final DefaultSslBundleRegistry registry = new DefaultSslBundleRegistry();

	static Stream<SslProvider> providers() {
		return OpenSsl.isAvailable() ? Stream.of(SslProvider.JDK, SslProvider.OPENSSL) : Stream.of(SslProvider.JDK);
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
	void takesOpenSslWhereItIs(CapturedOutput output) throws Exception {
		this.registry.registerBundle("gateway", bundle(TestCertificates.server("one")));
		SslContext context = new TlsBundles(this.registry).context("gateway", ClientAuth.NONE).get();
		assertThat(context.getClass().getSimpleName()).startsWith("OpenSsl");
		assertThat(output).contains("TLS with SSL bundle 'gateway' (OPENSSL)");
	}

	@ParameterizedTest
	@MethodSource("providers")
	void showsTheCertificateOfTheBundle(SslProvider provider) throws Exception {
		this.registry.registerBundle("gateway", bundle(TestCertificates.server("one")));
		try (TestHandshake handshake = handshake(context(provider, ClientAuth.NONE), null)) {
			assertThat(handshake.serverName()).isEqualTo("one");
			assertThat(handshake.clientName()).isNull();
		}
	}

	@ParameterizedTest
	@MethodSource("providers")
	void showsTheNewCertificateAfterAnUpdateWhileOldConnectionsGoOn(SslProvider provider) throws Exception {
		this.registry.registerBundle("gateway", bundle(TestCertificates.server("one")));
		Supplier<SslContext> context = context(provider, ClientAuth.NONE);
		try (TestHandshake before = handshake(context, null)) {
			this.registry.updateBundle("gateway", bundle(TestCertificates.server("two")));
			try (TestHandshake after = handshake(context, null)) {
				assertThat(after.serverName()).isEqualTo("two");
				assertThat(after.echo("new")).isEqualTo("new");
			}
			assertThat(before.echo("old")).isEqualTo("old");
		}
	}

	@ParameterizedTest
	@MethodSource("providers")
	void keepsWhatItHasIfTheUpdateCanNotBeUsed(SslProvider provider, CapturedOutput output) throws Exception {
		this.registry.registerBundle("gateway", bundle(TestCertificates.server("one")));
		Supplier<SslContext> context = context(provider, ClientAuth.NONE);
		this.registry.updateBundle("gateway", SslBundle.of(SslStoreBundle.of(null, null, null)));
		assertThat(output).contains("ERROR")
			.contains("'gateway' was updated but can not be used")
			.contains("no private key");
		try (TestHandshake handshake = handshake(context, null)) {
			assertThat(handshake.serverName()).isEqualTo("one");
		}
		this.registry.updateBundle("gateway", bundle(TestCertificates.server("two")));
		try (TestHandshake handshake = handshake(context, null)) {
			assertThat(handshake.serverName()).isEqualTo("two");
		}
	}

	@ParameterizedTest
	@MethodSource("providers")
	void needsACertificateThatTheTrustStoreKnows(SslProvider provider) throws Exception {
		this.registry.registerBundle("gateway", bundle(TestCertificates.server("one")));
		Supplier<SslContext> context = context(provider, ClientAuth.NEED);
		try (TestHandshake handshake = handshake(context, TestCertificates.client("alice"))) {
			assertThat(handshake.clientName()).isEqualTo("alice");
		}
		try (TestHandshake handshake = handshake(context, null)) {
			assertThat(handshake.serverFailure()).isNotNull();
		}
		X509Bundle stranger = TestCertificates.client("mallory", TestCertificates.authority("Another"));
		try (TestHandshake handshake = handshake(context, stranger)) {
			assertThat(handshake.serverFailure()).isNotNull();
		}
	}

	@ParameterizedTest
	@MethodSource("providers")
	void wantsACertificateButDoesWithoutOne(SslProvider provider) throws Exception {
		this.registry.registerBundle("gateway", bundle(TestCertificates.server("one")));
		Supplier<SslContext> context = context(provider, ClientAuth.WANT);
		try (TestHandshake handshake = handshake(context, TestCertificates.client("alice"))) {
			assertThat(handshake.clientName()).isEqualTo("alice");
		}
		try (TestHandshake handshake = handshake(context, null)) {
			assertThat(handshake.serverFailure()).isNull();
			assertThat(handshake.clientName()).isNull();
		}
	}

	@ParameterizedTest
	@MethodSource("providers")
	void usesTheProtocolsAndCiphersOfTheBundle(SslProvider provider) throws Exception {
		String cipher = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
		this.registry.registerBundle("gateway", bundle(TestCertificates.server("one"),
				SslOptions.of(new String[] { cipher }, new String[] { "TLSv1.2" })));
		try (TestHandshake handshake = handshake(context(provider, ClientAuth.NONE), null)) {
			assertThat(handshake.protocol()).isEqualTo("TLSv1.2");
			assertThat(handshake.cipherSuite()).isEqualTo(cipher);
		}
	}

	@ParameterizedTest
	@MethodSource("providers")
	void refusesABundleThatCanNotBeUsed(SslProvider provider) throws Exception {
		this.registry.registerBundle("keyless", SslBundle.of(SslStoreBundle.of(null, null, null)));
		this.registry.registerBundle("odd",
				bundle(TestCertificates.server("one"), SslOptions.of(new String[] { "NO_SUCH_CIPHER" }, null)));
		TlsBundles bundles = new TlsBundles(this.registry, provider);
		assertThatExceptionOfType(UnusableSslBundleException.class)
			.isThrownBy(() -> bundles.context("keyless", ClientAuth.NONE))
			.withMessageContaining("no private key");
		assertThatExceptionOfType(UnusableSslBundleException.class)
			.isThrownBy(() -> bundles.context("odd", ClientAuth.NONE))
			.withMessageContaining("NO_SUCH_CIPHER");
		assertThatExceptionOfType(NoSuchSslBundleException.class)
			.isThrownBy(() -> bundles.context("nothing", ClientAuth.NONE));
	}

	@Test
	void warnsIfClientsAreTrustedByWhateverJavaTrusts(CapturedOutput output) throws Exception {
		KeyStore keys = TestCertificates.server("one").toKeyStore(PASSWORD.toCharArray());
		this.registry.registerBundle("gateway", SslBundle.of(SslStoreBundle.of(keys, PASSWORD, null)));
		TlsBundles bundles = new TlsBundles(this.registry);
		bundles.context("gateway", ClientAuth.NONE);
		assertThat(output).doesNotContain("has no trust store");
		bundles.context("gateway", ClientAuth.NEED);
		assertThat(output).contains("SSL bundle 'gateway' has no trust store");
	}

	private Supplier<SslContext> context(SslProvider provider, ClientAuth clientAuth) {
		return new TlsBundles(this.registry, provider).context("gateway", clientAuth);
	}

	private static TestHandshake handshake(Supplier<SslContext> context, @Nullable X509Bundle client) throws Exception {
		return new TestHandshake(context.get(), TestCertificates.clientContext(client));
	}

	private static SslBundle bundle(X509Bundle certificate) throws Exception {
		return bundle(certificate, SslOptions.NONE);
	}

	private static SslBundle bundle(X509Bundle certificate, SslOptions options) throws Exception {
		KeyStore keys = certificate.toKeyStore(PASSWORD.toCharArray());
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null);
		trusted.setCertificateEntry("authority", TestCertificates.AUTHORITY.getCertificate());
		return SslBundle.of(SslStoreBundle.of(keys, PASSWORD, trusted), SslBundleKey.of(PASSWORD), options);
	}

}
