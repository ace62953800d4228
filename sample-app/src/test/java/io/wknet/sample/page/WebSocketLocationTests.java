package io.wknet.sample.page;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * What the page is told, without a browser.
 */
class WebSocketLocationTests {

	private final MockEnvironment environment = new MockEnvironment();

	private final MockMvc web = MockMvcBuilders.standaloneSetup(new WebSocketLocationController(this.environment))
		.build();

	@Test
	void looksUpThePortAtEachRequest() throws Exception {
		this.web.perform(get("/websocket")).andExpect(status().isServiceUnavailable());
		this.environment.setProperty("local.wk.ws.port", "5200");
		this.web.perform(get("/websocket")).andExpect(content().json("{\"port\":5200,\"path\":\"/\"}"));
		this.environment.setProperty("local.wk.ws.port", "5201");
		this.environment.setProperty("wk.net.ws.path", "/chat");
		this.web.perform(get("/websocket")).andExpect(content().json("{\"port\":5201,\"path\":\"/chat\"}"));
	}

	@Test
	void allowsConnectionsToTheHostOfThePage() throws Exception {
		assertThat(policy("chat.example.com")).contains("connect-src 'self' ws://chat.example.com:*;");
	}

	@Test
	void putsNothingOddIntoThePolicy() throws Exception {
		assertThat(policy("[::1]")).contains("connect-src 'self' ws:;");
		assertThat(policy("x; script-src *")).doesNotContain("script-src *");
	}

	private static String policy(String host) throws ServletException, IOException {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setServerName(host);
		MockHttpServletResponse response = new MockHttpServletResponse();
		new ContentSecurityPolicyFilter().doFilter(request, response, new MockFilterChain());
		return response.getHeader("Content-Security-Policy");
	}

}
