package io.wknet.spring.ssl;

import java.util.function.Supplier;

import io.netty.handler.ssl.SslContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The newest context of one bundle.
 */
final class BundleContext implements Supplier<SslContext> {

	private static final Logger logger = LoggerFactory.getLogger(BundleContext.class);

	private final String name;

	private final ContextFactory factory;

	private final Object monitor = new Object();

	private volatile SslContext context;

	BundleContext(String name, ContextFactory factory, SslBundles bundles) {
		this.name = name;
		this.factory = factory;
		// An update while the first context is made waits, and then replaces it.
		synchronized (this.monitor) {
			bundles.addBundleUpdateHandler(name, this::update);
			SslBundle bundle = bundles.getBundle(name);
			this.context = factory.create(bundle);
			if (factory.trustsEverybody(bundle)) {
				logger
					.warn("SSL bundle '{}' has no trust store: clients are let in with a certificate of any authority "
							+ "that Java trusts. Give it one with the authority of your clients", name);
			}
		}
		logger.info("TLS with SSL bundle '{}' ({})", name, factory.provider());
	}

	@Override
	public SslContext get() {
		return this.context;
	}

	private void update(SslBundle bundle) {
		synchronized (this.monitor) {
			try {
				this.context = this.factory.create(bundle);
				logger.info("SSL bundle '{}' was updated: new connections use it", this.name);
			}
			catch (UnusableSslBundleException ex) {
				logger.error("SSL bundle '{}' was updated but can not be used: new connections go on with what it had "
						+ "before", this.name, ex);
			}
		}
	}

}
