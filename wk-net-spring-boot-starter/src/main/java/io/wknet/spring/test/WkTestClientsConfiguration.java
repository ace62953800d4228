package io.wknet.spring.test;

import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.spring.autoconfigure.WkServerCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * What a test adds to the application.
 */
@Configuration(proxyBeanMethods = false)
class WkTestClientsConfiguration {

	@Bean
	Barrier wkTestBarrier() {
		return new Barrier();
	}

	@Bean
	WkTestClients wkTestClients(ApplicationContext context) {
		return WkTestClients.of(context);
	}

	/**
	 * Comes first, so that an application that sets a listener by a customizer of its own
	 * still has it.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	WkServerCustomizer wkTestBarrierCustomizer(Barrier barrier, ObjectProvider<WkListener> plainListener,
			ObjectProvider<AsyncWkListener> asyncListener) {
		return (server) -> {
			WkListener plain = plainListener.getIfAvailable();
			AsyncWkListener listener = (plain != null) ? AsyncWkListener.of(plain, Dispatch.WORKER)
					: asyncListener.getObject();
			return server.listener(new BarrierListener(barrier, listener));
		};
	}

}
