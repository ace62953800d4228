package io.wknet.sample.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Lets only those push who show the token, before anything else of their request is
 * looked at. An application with users of its own would take Spring Security.
 */
@Component
class PushGuard implements HandlerInterceptor, WebMvcConfigurer {

	private final byte[] expected;

	PushGuard(PushProperties properties) {
		this.expected = bytes("Bearer " + properties.token());
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this).addPathPatterns("/users/**");
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (!isExpected(request.getHeader(HttpHeaders.AUTHORIZATION))) {
			throw unauthorized();
		}
		return true;
	}

	/**
	 * Takes as long for a wrong token that begins right.
	 */
	private boolean isExpected(@Nullable String authorization) {
		return authorization != null && MessageDigest.isEqual(bytes(authorization), this.expected);
	}

	private static ErrorResponseException unauthorized() {
		ErrorResponseException exception = new ErrorResponseException(HttpStatus.UNAUTHORIZED,
				ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED,
						"Show the token of sample.push.token as 'Authorization: Bearer <token>'"),
				null);
		exception.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
		return exception;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
