package io.wknet.sample.push;

import java.time.Duration;
import java.util.stream.Collectors;

import io.wknet.log.Printable;
import io.wknet.sample.auth.UserRepository;
import io.wknet.sample.chat.SystemMessages;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes messages over HTTP: {@code POST /users/bob/messages} with {@code {"text":"…"}}
 * sends bob a message and tells how many of his devices it has reached. One that has
 * reached none waits for his next login.
 */
@RestController
class PushController {

	/**
	 * How long a request waits for slow devices.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final int MAX_TEXT = 1000;

	private final UserRepository users;

	private final SystemMessages messages;

	PushController(UserRepository users, SystemMessages messages) {
		this.users = users;
		this.messages = messages;
	}

	@PostMapping("/users/{uid}/messages")
	SystemMessages.Sent push(@PathVariable String uid, @Valid @RequestBody Push push) {
		if (!this.users.exists(uid)) {
			throw new ErrorResponseException(HttpStatus.NOT_FOUND, ProblemDetail
				.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no user '" + Printable.of(uid) + "'"), null);
		}
		return this.messages.send(uid, push.text(), PATIENCE);
	}

	@ExceptionHandler
	ProblemDetail invalid(MethodArgumentNotValidException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				ex.getFieldErrors()
					.stream()
					.map((error) -> error.getField() + " " + error.getDefaultMessage())
					.sorted()
					.collect(Collectors.joining(", ")));
	}

	record Push(@NotBlank @Size(max = MAX_TEXT) String text) {

	}

}
