package io.wknet.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what a cluster needs and has not, in place of a stack trace.
 */
final class MissingClusterRolesFailureAnalyzer extends AbstractFailureAnalyzer<MissingClusterRolesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingClusterRolesException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				cause.action() + ", or declare a bean of each missing type (or one of type ClusterRoles), "
						+ "or run one node alone with wk.net.cluster.enabled=false.",
				cause);
	}

}
