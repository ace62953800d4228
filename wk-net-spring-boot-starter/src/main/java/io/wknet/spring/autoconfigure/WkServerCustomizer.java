package io.wknet.spring.autoconfigure;

import io.wknet.server.WkServer;

/**
 * Changes the server after the properties were applied, in the
 * {@link org.springframework.core.annotation.Order @Order} of the beans.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WkServerCustomizer {

	/**
	 * Change the server.
	 * @param server the server so far
	 * @return the server to use
	 */
	WkServer customize(WkServer server);

}
