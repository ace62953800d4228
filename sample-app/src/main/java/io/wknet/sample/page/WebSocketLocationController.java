package io.wknet.sample.page;

import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the page where the WebSocket listens: {@code {"port":5200,"path":"/"}}. The port
 * is known only once the server is bound, and may change when it is bound again, so it is
 * looked up at each request.
 */
@RestController
class WebSocketLocationController {

	private final Environment environment;

	WebSocketLocationController(Environment environment) {
		this.environment = environment;
	}

	@GetMapping("/websocket")
	ResponseEntity<Location> location() {
		Integer port = this.environment.getProperty("local.wk.ws.port", Integer.class);
		if (port == null) {
			return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
		}
		return ResponseEntity.ok(new Location(port, this.environment.getProperty("wk.net.ws.path", "/")));
	}

	/**
	 * Where the WebSocket listens, on the host of the page.
	 *
	 * @param port the bound port
	 * @param path the path of the handshake
	 */
	record Location(int port, String path) {

	}

}
