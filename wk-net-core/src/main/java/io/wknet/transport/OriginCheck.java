package io.wknet.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the page that opens a WebSocket may do so. Browsers let any page open a
 * WebSocket to any server and send the origin of the page with it (RFC 6455, section
 * 10.2); what sends no origin is no browser.
 */
final class OriginCheck {

	private static final String ALL = "*";

	private final List<String> allowed;

	OriginCheck(List<String> allowed) {
		this.allowed = allowed.stream().map(OriginCheck::normalized).toList();
	}

	boolean allows(HttpHeaders headers) {
		List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
		if (origins.isEmpty() || this.allowed.contains(ALL)) {
			return true;
		}
		if (origins.size() != 1) {
			return false;
		}
		String origin = origins.get(0);
		return this.allowed.isEmpty() ? isSameHost(origin, headers.get(HttpHeaderNames.HOST))
				: this.allowed.contains(normalized(origin));
	}

	private static boolean isSameHost(String origin, @Nullable String host) {
		String pageHost = host(origin);
		return pageHost != null && host != null && pageHost.equalsIgnoreCase(host("http://" + host));
	}

	/**
	 * The host of an address, or {@code null} if there is none.
	 */
	private static @Nullable String host(String address) {
		try {
			return new URI(address).getHost();
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	/**
	 * In small letters and without the port that the scheme implies.
	 */
	private static String normalized(String origin) {
		String lower = origin.toLowerCase(Locale.ROOT);
		if (lower.startsWith("https://") && lower.endsWith(":443")) {
			return lower.substring(0, lower.length() - ":443".length());
		}
		if (lower.startsWith("http://") && lower.endsWith(":80")) {
			return lower.substring(0, lower.length() - ":80".length());
		}
		return lower;
	}

}
