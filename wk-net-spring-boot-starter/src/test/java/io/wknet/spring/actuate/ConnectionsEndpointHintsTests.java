package io.wknet.spring.actuate;

import java.lang.reflect.RecordComponent;
import java.util.List;

import io.wknet.spring.Hints;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionsEndpointHintsTests {

	@Test
	void letsAllDescriptorsBeWrittenAsJson() {
		RuntimeHints hints = Hints.of(Endpoint.class);
		for (Class<?> descriptor : List.of(ConnectionsDescriptor.Summary.class,
				ConnectionsDescriptor.UserConnections.class, ConnectionsDescriptor.TopicConnections.class,
				ConnectionDescriptor.class, ConnectionDescriptor.TopicDescriptor.class, ClusterDescriptor.class,
				ClusterDescriptor.NodeDescriptor.class)) {
			for (RecordComponent component : descriptor.getRecordComponents()) {
				assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
					.as(component.getAccessor().toString())
					.accepts(hints);
			}
		}
	}

	static class Endpoint extends ConnectionsEndpoint {

		Endpoint() {
			super(() -> null);
		}

	}

}
