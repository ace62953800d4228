package io.wknet.topic;

import io.wknet.connection.WkConnection;
import reactor.core.publisher.Mono;

/**
 * Decides which client may subscribe to what. It is asked once for each SUB that
 * subscribes; what the application does through {@link Topics} needs no permission. With
 * an authorizer the server answers SUB by itself; without one a client's SUB goes to the
 * listener as any frame does, and subscribes to nothing.
 * <p>
 * This form may block (a database, a remote call): it runs on a worker thread. Implement
 * {@link ReactiveTopicAuthorizer} for one that never blocks. Calls for one connection
 * come in the order of its frames and never overlap; those for different connections do.
 * An exception refuses the client with {@link io.wknet.frame.ReasonCode#SYSTEM_ERROR}, is
 * logged, and counts as an error of a listener. {@code onClose} of a connection waits
 * until this method has returned.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TopicAuthorizer {

	/**
	 * Decide about a client.
	 * @param connection the client's connection, which is authenticated
	 * @param topic what it wants to subscribe to
	 * @param param the parameters that SUB has for the application; may be empty
	 * @return {@code true} to subscribe it, {@code false} to refuse it
	 * @throws Exception if no decision could be made
	 */
	boolean authorize(WkConnection connection, Topic topic, String param) throws Exception;

	/**
	 * An authorizer that lets every authenticated client subscribe to every topic.
	 * @return an authorizer that does not block
	 */
	static TopicAuthorizer everybody() {
		return (ReactiveTopicAuthorizer) (connection, topic, param) -> Mono.just(true);
	}

}
