package io.wknet.sample.push;

import jakarta.validation.constraints.NotBlank;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Who may push. Without a token the sample does not start, so that pushing is never open
 * to everybody by accident.
 *
 * @param token what a request must show, as {@code Authorization: Bearer <token>}
 */
@ConfigurationProperties("sample.push")
@Validated
record PushProperties(@NotBlank String token) {

	/**
	 * Without the token.
	 */
	@Override
	public String toString() {
		return "PushProperties[token=***]";
	}

}
