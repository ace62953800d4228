package io.wknet.codec.json;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.wknet.codec.FrameDecoder;
import io.wknet.codec.WireFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Tests for {@link JsonConversation}.
 */
class JsonConversationTests {

	@Test
	void jacksonIsThere() {
		assertThatCode(JsonConversation::requireJackson).doesNotThrowAnyException();
	}

	@Test
	void saysWhatIsMissingWithoutJackson() throws Exception {
		try (URLClassLoader loader = new URLClassLoader(classPathWithoutJackson(),
				ClassLoader.getPlatformClassLoader())) {
			Class<?> type = loader.loadClass(JsonConversation.class.getName());
			assertThat(type).isNotSameAs(JsonConversation.class);
			assertThatCode(() -> type.getMethod("requireJackson").invoke(null)).rootCause()
				.isInstanceOf(ClassNotFoundException.class);
			assertThatCode(() -> type.getMethod("requireJackson").invoke(null)).cause()
				.isInstanceOf(IllegalStateException.class)
				.hasMessage("JSON over WebSocket needs tools.jackson.core:jackson-core on the class path; "
						+ "add that dependency, or switch JSON off (WebSocketSettings.withJson)");
		}
	}

	/**
	 * As every channel is asked, also where there is no Jackson.
	 */
	@Test
	void tellsItsDecoderFromOthersWithoutJackson() throws Exception {
		try (URLClassLoader loader = new URLClassLoader(classPathWithoutJackson(),
				ClassLoader.getPlatformClassLoader())) {
			Class<?> decoder = loader.loadClass(FrameDecoder.class.getName());
			Class<?> format = loader.loadClass(WireFormat.class.getName());
			Object fixed = decoder.getMethod("of", format).invoke(null, format.getField("FIXED").get(null));
			Class<?> type = loader.loadClass(JsonConversation.class.getName());
			assertThat(type.getMethod("reads", decoder).invoke(null, fixed)).isEqualTo(false);
		}
	}

	@Test
	void tellsItsDecoderFromOthers() {
		assertThat(JsonConversation.reads(null)).isFalse();
		assertThat(JsonConversation.reads(FrameDecoder.of(WireFormat.FIXED))).isFalse();
		assertThat(JsonConversation.reads(new JsonConversation().decoder())).isTrue();
	}

	private static URL[] classPathWithoutJackson() throws MalformedURLException {
		List<URL> urls = new ArrayList<>();
		for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
			if (!path.contains("jackson")) {
				urls.add(Path.of(path).toUri().toURL());
			}
		}
		return urls.toArray(URL[]::new);
	}

}
