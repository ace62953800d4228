package io.wknet.spring.lifecycle;

import io.wknet.cluster.DuplicateNodeException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which node id is taken, and what to do, in place of a stack trace.
 */
final class DuplicateNodeFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateNodeException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateNodeException cause) {
		String nodeId = cause.holder().nodeId();
		String description = "The cluster has another node '" + nodeId + "' (boot id " + cause.holder().bootId()
				+ "). It has kept its lease while this one waited, so it is alive; its lease ends in "
				+ cause.remaining().toMillis() + " ms unless it is renewed.";
		String action = "Give every node a wk.net.cluster.node-id of its own, or remove the property to have one made up. "
				+ "If the other process is meant to be gone, stop it. If it belongs to another cluster "
				+ "that shares the Redis, give each cluster a wk.net.cluster.redis.key-prefix of its own.";
		return new FailureAnalysis(description, action, cause);
	}

}
