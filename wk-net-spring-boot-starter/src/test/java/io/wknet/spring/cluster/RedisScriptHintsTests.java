package io.wknet.spring.cluster;

import java.io.IOException;

import io.wknet.spring.Hints;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

class RedisScriptHintsTests {

	@Test
	void takesAllScripts() throws IOException {
		RuntimeHints hints = Hints.of(RedisClusterRoles.class);
		Resource[] scripts = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/wknet/spring/cluster/*");
		assertThat(scripts).extracting(Resource::getFilename)
			.filteredOn((name) -> !name.endsWith(".class"))
			.isNotEmpty()
			.allSatisfy((name) -> assertThat(
					RuntimeHintsPredicates.resource().forResource("io/wknet/spring/cluster/" + name))
				.accepts(hints));
	}

}
