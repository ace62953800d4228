package io.wknet.topic;

import io.wknet.connection.WkConnection;
import reactor.core.publisher.Mono;

/**
 * A {@link TopicAuthorizer} that does not block: it is called on the connection's event
 * loop and may answer from any thread. When the connection closes before there is an
 * answer, the {@code Mono} is cancelled.
 *
 * @since 0.1.0
 */
// A reactive authorizer is written as a lambda of its own method.
@SuppressWarnings("FunctionalInterfaceMethodChanged")
@FunctionalInterface
public interface ReactiveTopicAuthorizer extends TopicAuthorizer {

	/**
	 * Decide about a client without blocking.
	 * @param connection the client's connection, which is authenticated
	 * @param topic what it wants to subscribe to
	 * @param param the parameters that SUB has for the application; may be empty
	 * @return one decision; an empty one counts as an error
	 */
	Mono<Boolean> authorizeLater(WkConnection connection, Topic topic, String param);

	/**
	 * Waits for {@link #authorizeLater}; the server does not call this.
	 */
	@Override
	default boolean authorize(WkConnection connection, Topic topic, String param) {
		Boolean result = authorizeLater(connection, topic, param).block();
		if (result == null) {
			throw new IllegalStateException("The authorizer gave no answer");
		}
		return result;
	}

}
