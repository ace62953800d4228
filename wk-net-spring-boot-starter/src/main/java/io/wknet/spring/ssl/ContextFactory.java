package io.wknet.spring.ssl;

import java.util.Arrays;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509KeyManager;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * Makes a server's context of a bundle.
 *
 * @param provider who does the cryptography; it must not need its contexts released
 * @param clientAuth whether clients are asked for a certificate
 */
record ContextFactory(SslProvider provider, ClientAuth clientAuth) {

	private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA", "Ed25519", "Ed448", "RSASSA-PSS",
			"DSA");

	/**
	 * Make a context.
	 * @throws UnusableSslBundleException if the bundle can not be used
	 */
	SslContext create(SslBundle bundle) {
		try {
			return build(bundle);
		}
		catch (SSLException | RuntimeException ex) {
			throw new UnusableSslBundleException((ex.getMessage() != null) ? ex.getMessage() : ex.toString(), ex);
		}
	}

	private SslContext build(SslBundle bundle) throws SSLException {
		KeyManagerFactory keys = bundle.getManagers().getKeyManagerFactory();
		if (!hasKey(keys)) {
			throw new SSLException("It has no private key with a certificate, which a server needs");
		}
		SslOptions options = bundle.getOptions();
		SslContext context = SslContextBuilder
			.forServer((this.provider == SslProvider.JDK) ? keys : new OpenSslCachingX509KeyManagerFactory(keys))
			.sslProvider(this.provider)
			.trustManager(bundle.getManagers().getTrustManagerFactory())
			.clientAuth(this.clientAuth.mode())
			.ciphers(SslOptions.asSet(options.getCiphers()))
			.protocols(options.getEnabledProtocols())
			.build();
		// The JDK finds fault with names of ciphers and protocols no sooner.
		ReferenceCountUtil.release(context.newEngine(UnpooledByteBufAllocator.DEFAULT));
		return context;
	}

	/**
	 * Whether every certificate of the authorities that Java knows is good enough for a
	 * client, which hardly anybody wants.
	 */
	boolean trustsEverybody(SslBundle bundle) {
		SslStoreBundle stores = bundle.getStores();
		return this.clientAuth != ClientAuth.NONE && stores != SslStoreBundle.NONE && stores.getTrustStore() == null;
	}

	private static boolean hasKey(KeyManagerFactory keys) {
		return Arrays.stream(keys.getKeyManagers())
			.filter(X509KeyManager.class::isInstance)
			.map(X509KeyManager.class::cast)
			.anyMatch((manager) -> KEY_TYPES.stream().anyMatch((type) -> hasKey(manager, type)));
	}

	private static boolean hasKey(X509KeyManager manager, String type) {
		String[] aliases = manager.getServerAliases(type, null);
		return aliases != null && aliases.length > 0;
	}

}
