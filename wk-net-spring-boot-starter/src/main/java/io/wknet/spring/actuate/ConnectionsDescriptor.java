package io.wknet.spring.actuate;

import java.util.List;
import java.util.Map;

import io.wknet.connection.CloseReason;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint says about more than one connection.
 *
 * @since 0.1.0
 */
public sealed interface ConnectionsDescriptor extends OperationResponseBody permits ConnectionsDescriptor.Summary,
		ConnectionsDescriptor.UserConnections, ConnectionsDescriptor.TopicConnections {

	/**
	 * All connections in numbers.
	 *
	 * @param total connections, authenticated or not
	 * @param authenticated authenticated ones
	 * @param users users that have a connection
	 * @param listeners connections by listener
	 * @param accepted connections accepted since the server was bound
	 * @param closed connections closed since then, by reason
	 * @param topics topics that have a subscriber
	 * @param subscriptions subscriptions, over all topics
	 * @param cluster the cluster; {@code null} if the server is alone
	 */
	record Summary(int total, int authenticated, int users, Map<String, Integer> listeners, long accepted,
			Map<CloseReason, Long> closed, int topics, long subscriptions,
			@Nullable ClusterDescriptor cluster) implements ConnectionsDescriptor {

	}

	/**
	 * One page of a user's connections, oldest login first.
	 *
	 * @param uid the user
	 * @param total how many connections the user has
	 * @param page the page, from 0
	 * @param size the most connections a page has
	 * @param connections those on the page
	 */
	record UserConnections(String uid, int total, int page, int size,
			List<ConnectionDescriptor> connections) implements ConnectionsDescriptor {

	}

	/**
	 * One page of the connections that are subscribed to a topic, oldest first.
	 *
	 * @param channelId the channel's id
	 * @param channelType what kind of channel
	 * @param total how many connections are subscribed
	 * @param page the page, from 0
	 * @param size the most connections a page has
	 * @param connections those on the page
	 */
	record TopicConnections(String channelId, int channelType, int total, int page, int size,
			List<ConnectionDescriptor> connections) implements ConnectionsDescriptor {

	}

}
