package io.wknet.sample.page;

import java.io.IOException;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers that the page loads nothing from elsewhere, runs no script and applies
 * no style but those in files of its own, and connects only to this host: to its
 * WebSocket too, which is another origin because it has another port.
 */
@Component
class ContentSecurityPolicyFilter extends OncePerRequestFilter {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "connect-src 'self' %s; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	/**
	 * What a policy can name; it can not name an IPv6 address.
	 */
	private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String host = request.getServerName();
		String webSocket = HOST.matcher(host).matches() ? "ws://" + host + ":*" : "ws:";
		response.setHeader("Content-Security-Policy", POLICY.formatted(webSocket));
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		chain.doFilter(request, response);
	}

}
