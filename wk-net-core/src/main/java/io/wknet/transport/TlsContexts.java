package io.wknet.transport;

import java.util.Map;
import java.util.function.Supplier;

import io.netty.handler.ssl.SslContext;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Finds the certificates and rules of a connection by the name of the host that the
 * client asks for.
 */
final class TlsContexts {

	private final TlsSettings settings;

	private final Mapping<String, Supplier<SslContext>> names;

	TlsContexts(TlsSettings settings) {
		this.settings = settings;
		this.names = mapping(settings.context(), settings.serverNames());
	}

	static Mapping<String, Supplier<SslContext>> mapping(Supplier<SslContext> others,
			Map<String, Supplier<SslContext>> names) {
		DomainWildcardMappingBuilder<Supplier<SslContext>> builder = new DomainWildcardMappingBuilder<>(
				Math.max(names.size(), 1), others);
		names.forEach(builder::add);
		return builder.build();
	}

	TlsSettings settings() {
		return this.settings;
	}

	/**
	 * Whether the name has to be known first.
	 */
	boolean areNamed() {
		return !this.settings.serverNames().isEmpty();
	}

	/**
	 * What gives the context for a name.
	 * @param name what the client asks for, or {@code null} if it does not say; may be
	 * anything
	 */
	Supplier<SslContext> of(@Nullable String name) {
		if (name == null) {
			return this.settings.context();
		}
		try {
			return this.names.map(name);
		}
		catch (IllegalArgumentException ex) {
			// Can't be the name of a host, so nobody has a certificate for it.
			return this.settings.context();
		}
	}

}
