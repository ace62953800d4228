package io.wknet.spring.actuate;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.wknet.connection.ConnectionState;
import io.wknet.connection.ConnectionStats;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * One connection, without its attributes, which may be secret.
 *
 * @param id the connection's id
 * @param uid the user; {@code null} before authentication
 * @param deviceId the device; {@code null} before authentication
 * @param deviceFlag the kind of device; {@code null} before authentication
 * @param listener the listener that accepted it
 * @param protocol the header format it speaks
 * @param remoteAddress the client's address
 * @param state where it is in its life
 * @param connectedAt when it was accepted
 * @param lastActivityAt when bytes were last received
 * @param framesIn frames received
 * @param framesOut frames sent
 * @param bytesIn bytes received
 * @param bytesOut bytes sent
 * @param subscriptionCount topics that it is subscribed to
 * @param subscriptions the first 100 of them, in the order in which it subscribed
 * @since 0.1.0
 */
public record ConnectionDescriptor(long id, @Nullable String uid, @Nullable String deviceId,
		@Nullable String deviceFlag, String listener, String protocol, String remoteAddress, ConnectionState state,
		Instant connectedAt, Instant lastActivityAt, long framesIn, long framesOut, long bytesIn, long bytesOut,
		int subscriptionCount, List<TopicDescriptor> subscriptions) implements OperationResponseBody {

	private static final int MAX_SUBSCRIPTIONS = 100;

	static ConnectionDescriptor of(WkConnection connection, Topics topics) {
		Set<Topic> subscriptions = topics.subscriptions(connection);
		ConnectionStats stats = connection.stats();
		DeviceFlag flag = connection.deviceFlag();
		return new ConnectionDescriptor(connection.id(), connection.uid(), connection.deviceId(),
				(flag != null) ? flag.toString() : null, connection.listener(), connection.protocol(),
				describe(connection.remoteAddress()), connection.state(), connection.connectedAt(),
				connection.lastActivityAt(), stats.framesIn(), stats.framesOut(), stats.bytesIn(), stats.bytesOut(),
				subscriptions.size(),
				subscriptions.stream().limit(MAX_SUBSCRIPTIONS).map(TopicDescriptor::of).toList());
	}

	private static String describe(SocketAddress address) {
		if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
			String host = inet.getAddress().getHostAddress();
			return ((host.indexOf(':') < 0) ? host : "[" + host + "]") + ":" + inet.getPort();
		}
		return address.toString();
	}

	/**
	 * A topic.
	 *
	 * @param channelId the channel's id, as its clients chose it
	 * @param channelType what kind of channel
	 */
	public record TopicDescriptor(String channelId, int channelType) {

		static TopicDescriptor of(Topic topic) {
			return new TopicDescriptor(topic.channelId(), topic.channelType());
		}

	}

}
