package io.wknet.spring.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.netty.handler.ssl.SslContext;
import io.wknet.server.ListenerSettings;
import io.wknet.spring.ssl.ClientAuth;
import io.wknet.spring.ssl.TlsBundles;
import io.wknet.spring.ssl.UnusableSslBundleException;
import io.wknet.transport.TlsSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * The TLS of listeners, of SSL bundles that are named by properties.
 *
 * @param bundles the bundles; {@code null} if the application has none
 */
record ListenerTls(@Nullable SslBundles bundles) {

	private static final Pattern SERVER_NAME = Pattern.compile("(\\*\\.)?[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*");

	/**
	 * The listener with TLS if a bundle is named.
	 */
	ListenerSettings optional(String prefix, ListenerProperties.Ssl ssl, ListenerSettings listener) {
		PropertyChecks.positive(prefix + ".handshake-timeout", ssl.handshakeTimeout());
		if (StringUtils.hasText(ssl.bundle())) {
			return listener.withTls(settings(prefix, ssl, ssl.bundle()));
		}
		if (ssl.clientAuth() != ClientAuth.NONE) {
			throw missing(prefix, prefix + ".client-auth is set");
		}
		if (!ssl.serverNameBundles().isEmpty()) {
			throw missing(prefix, prefix + ".server-name-bundles is set");
		}
		return listener;
	}

	/**
	 * The listener with TLS.
	 */
	ListenerSettings required(String prefix, ListenerProperties.Ssl ssl, ListenerSettings listener) {
		if (!StringUtils.hasText(ssl.bundle())) {
			throw missing(prefix, "wk.net." + listener.name() + ".enabled is true");
		}
		return listener.withTls(settings(prefix, ssl, ssl.bundle()));
	}

	private TlsSettings settings(String prefix, ListenerProperties.Ssl ssl, String bundle) {
		TlsSettings settings = TlsSettings.of(context(prefix + ".bundle", bundle, ssl.clientAuth()))
			.withHandshakeTimeout(PropertyChecks.positive(prefix + ".handshake-timeout", ssl.handshakeTimeout()));
		List<ListenerProperties.ServerNameBundle> names = ssl.serverNameBundles();
		for (int i = 0; i < names.size(); i++) {
			String element = prefix + ".server-name-bundles[" + i + "]";
			String serverName = names.get(i).serverName();
			if (!SERVER_NAME.matcher(serverName).matches()) {
				throw PropertyChecks.invalid(element + ".server-name", serverName,
						"Must be a host name as example.org, or *.example.org for all hosts below it.");
			}
			settings = settings.withServerName(serverName,
					context(element + ".bundle", names.get(i).bundle(), ssl.clientAuth()));
		}
		return settings;
	}

	private Supplier<SslContext> context(String property, String name, ClientAuth clientAuth) {
		if (this.bundles == null) {
			throw PropertyChecks.invalid(property, name,
					"There are no SSL bundles: Boot's SslAutoConfiguration is switched off.");
		}
		try {
			return new TlsBundles(this.bundles).context(name, clientAuth);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException(property, name,
					"There is no SSL bundle of that name, only: " + this.bundles.getBundleNames()
							+ ". Define it below spring.ssl.bundle.",
					ex);
		}
		catch (UnusableSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException(property, name,
					"The SSL bundle can not be used: " + ex.getMessage() + ".", ex);
		}
	}

	private static InvalidConfigurationPropertyValueException missing(String prefix, String because) {
		return PropertyChecks.invalid(prefix + ".bundle", "",
				"Must be the name of an SSL bundle (spring.ssl.bundle), because " + because + ".");
	}

}
