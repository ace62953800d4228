package io.wknet.spring.actuate;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Gives the endpoint over HTTP its status codes.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = ConnectionsEndpoint.class)
public class ConnectionsEndpointWebExtension {

	private final ConnectionsEndpoint delegate;

	/**
	 * Create the extension.
	 * @param delegate the endpoint
	 */
	public ConnectionsEndpointWebExtension(ConnectionsEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Close a connection.
	 * @param id the connection's id
	 * @return 204, or 404 if there is no such connection
	 */
	@DeleteOperation
	public WebEndpointResponse<Void> kick(@Selector String id) {
		return new WebEndpointResponse<>(
				this.delegate.kick(id) ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
