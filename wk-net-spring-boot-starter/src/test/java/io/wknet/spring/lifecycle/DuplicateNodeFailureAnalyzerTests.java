package io.wknet.spring.lifecycle;

import java.time.Duration;

import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.DuplicateNodeException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextException;

import static org.assertj.core.api.Assertions.assertThat;

class DuplicateNodeFailureAnalyzerTests {

	@Test
	void saysWhichNodeItIsAndWhatToDo() {
		DuplicateNodeException cause = new DuplicateNodeException(new ClusterMember("node-1", "b00t"),
				Duration.ofMillis(1234));
		FailureAnalysis analysis = new DuplicateNodeFailureAnalyzer()
			.analyze(new ApplicationContextException("Failed to start bean 'wkServerLifecycle'", cause));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains("'node-1'").contains("b00t").contains("1234 ms");
		assertThat(analysis.getAction()).contains("wk.net.cluster.node-id").contains("wk.net.cluster.redis.key-prefix");
	}

}
