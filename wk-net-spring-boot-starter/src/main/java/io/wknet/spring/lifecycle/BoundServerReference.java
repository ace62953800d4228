package io.wknet.spring.lifecycle;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;

/**
 * The server that runs, for those who come before it does.
 *
 * @since 0.1.0
 */
public final class BoundServerReference implements Supplier<@Nullable BoundWkServer> {

	private final AtomicReference<@Nullable BoundWkServer> server = new AtomicReference<>();

	/**
	 * The server that runs.
	 * @return the server, from just before it listens; {@code null} before that and after
	 * it has stopped
	 */
	@Override
	public @Nullable BoundWkServer get() {
		return this.server.get();
	}

	void set(@Nullable BoundWkServer newServer) {
		this.server.set(newServer);
	}

}
