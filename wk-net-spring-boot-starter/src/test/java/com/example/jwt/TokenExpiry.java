package com.example.jwt;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkAttribute;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnFrame;

import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;

@Component
public class TokenExpiry {

	private static final String EXPIRY = "expiry";

	private final ThreadPoolTaskScheduler scheduler;

	private final JwtDecoder decoder;

	public TokenExpiry(ThreadPoolTaskScheduler expiryScheduler, JwtDecoder decoder) {
		this.scheduler = expiryScheduler;
		this.decoder = decoder;
	}

	@WkOnAuthenticated
	void closeInTime(WkConnection connection, @WkAttribute("jwt") Jwt jwt) {
		Instant end = jwt.getExpiresAt();
		if (end != null) {
			connection.attributes()
				.put(EXPIRY, this.scheduler
					.schedule(() -> connection.close(ReasonCode.AUTH_FAIL, "the token has expired"), end));
		}
	}

	/**
	 * The client shows its next token before this one ends, and stays connected.
	 */
	@WkOnFrame(20)
	String renew(WkConnection connection, @Payload String token,
			@WkAttribute(EXPIRY) Optional<ScheduledFuture<?>> expiry) {
		Jwt next;
		try {
			next = this.decoder.decode(token);
		}
		catch (BadJwtException ex) {
			return "refused";
		}
		if (!next.getSubject().equals(connection.uid())) {
			return "refused";
		}
		expiry.ifPresent((task) -> task.cancel(false));
		connection.attributes().put("jwt", next);
		closeInTime(connection, next);
		return "renewed";
	}

	@WkOnClose
	void closed(@WkAttribute(EXPIRY) Optional<ScheduledFuture<?>> expiry) {
		expiry.ifPresent((task) -> task.cancel(false));
	}

}
