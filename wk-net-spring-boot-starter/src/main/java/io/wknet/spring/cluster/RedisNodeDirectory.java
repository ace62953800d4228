package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.api.StatefulRedisConnection;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.DuplicateNodeException;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.NodeStatus;

/**
 * The directory as one hash of Redis, with the deadline of each node by Redis' clock.
 */
final class RedisNodeDirectory implements NodeDirectory {

	private static final RedisScript RENEW = new RedisScript("renew the entry of the node", "directory.lua");

	private static final RedisScript LEAVE = new RedisScript("take the entry of the node away", "leave.lua");

	private final String key;

	private final RedisLink<StatefulRedisConnection<String, String>> link;

	RedisNodeDirectory(String prefix, RedisLink<StatefulRedisConnection<String, String>> link) {
		this.key = "{" + prefix + ":nodes}";
		this.link = link;
	}

	@Override
	public CompletionStage<List<NodeStatus>> renew(NodeStatus self, Duration lease) {
		ClusterMember member = self.member();
		return RENEW
			.run(this.link, this.key, List.of(member.nodeId(), member.bootId(), String.valueOf(self.connections()),
					String.valueOf(self.users()), String.valueOf(TimeUnit.NANOSECONDS.toMicros(lease.toNanos()))))
			.thenApply((answer) -> nodes(member, answer));
	}

	private static List<NodeStatus> nodes(ClusterMember self, List<Object> answer) {
		if ((Long) answer.get(0) == 0) {
			throw new CompletionException(
					new DuplicateNodeException(new ClusterMember(self.nodeId(), (String) answer.get(1)),
							Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Long.parseLong((String) answer.get(2))))));
		}
		List<NodeStatus> nodes = new ArrayList<>();
		for (Object node : answer.subList(1, answer.size())) {
			List<?> fields = (List<?>) node;
			nodes.add(new NodeStatus(new ClusterMember((String) fields.get(0), (String) fields.get(1)),
					Integer.parseInt((String) fields.get(2)), Integer.parseInt((String) fields.get(3))));
		}
		nodes.sort(Comparator.comparing((node) -> node.member().nodeId()));
		return List.copyOf(nodes);
	}

	@Override
	public CompletionStage<Void> leave(ClusterMember self) {
		return LEAVE.run(this.link, this.key, List.of(self.nodeId(), self.bootId())).thenAccept((answer) -> {
		});
	}

}
