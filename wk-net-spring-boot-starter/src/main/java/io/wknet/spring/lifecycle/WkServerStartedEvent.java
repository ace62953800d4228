package io.wknet.spring.lifecycle;

import java.net.InetSocketAddress;
import java.util.Map;

import org.springframework.context.ApplicationEvent;

/**
 * The server listens.
 *
 * @since 0.1.0
 */
public final class WkServerStartedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final transient Map<String, InetSocketAddress> addresses;

	/**
	 * Create the event.
	 * @param source whose life it is
	 * @param addresses the addresses by the listeners' names
	 */
	public WkServerStartedEvent(WkServerLifecycle source, Map<String, InetSocketAddress> addresses) {
		super(source);
		this.addresses = Map.copyOf(addresses);
	}

	/**
	 * Where the server listens.
	 * @return the addresses by the listeners' names
	 */
	public Map<String, InetSocketAddress> addresses() {
		return this.addresses;
	}

}
