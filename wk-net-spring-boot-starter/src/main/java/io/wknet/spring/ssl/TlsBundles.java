package io.wknet.spring.ssl;

import java.util.function.Supplier;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;

/**
 * Makes Netty's TLS contexts of SSL bundles. With {@code netty-tcnative} on the class
 * path they use OpenSSL, otherwise the JDK.
 *
 * @since 0.1.0
 */
public final class TlsBundles {

	private final SslBundles bundles;

	private final SslProvider provider;

	/**
	 * Create it for an application.
	 * @param bundles the application's bundles
	 */
	public TlsBundles(SslBundles bundles) {
		this(bundles, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
	}

	TlsBundles(SslBundles bundles, SslProvider provider) {
		this.bundles = bundles;
		this.provider = provider;
	}

	/**
	 * The context of a bundle. When the bundle is updated there is a new one; if the
	 * updated bundle can not be used, that is logged and the old one stays.
	 * @param name the bundle's name
	 * @param clientAuth whether clients are asked for a certificate
	 * @return gives the newest context, from any thread and without blocking
	 * @throws NoSuchSslBundleException if there is no such bundle
	 * @throws UnusableSslBundleException if the bundle can not be used
	 */
	public Supplier<SslContext> context(String name, ClientAuth clientAuth) {
		return new BundleContext(name, new ContextFactory(this.provider, clientAuth), this.bundles);
	}

}
