package io.wknet.spring.listener;

import java.util.concurrent.CompletionStage;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Calls the annotated methods of all beans. The beans are looked at when all singletons
 * are there; only those with annotated methods are created for it.
 *
 * @since 0.1.0
 */
public final class AnnotatedWkListener implements AsyncWkListener, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ListenerSupport support;

	private volatile ListenerMethods methods;

	/**
	 * Create the listener.
	 * @param beanFactory whose beans are looked at
	 * @param support what their methods may use
	 */
	public AnnotatedWkListener(ConfigurableListableBeanFactory beanFactory, ListenerSupport support) {
		this.beanFactory = beanFactory;
		this.support = support;
		this.methods = new ListenerMethods(support);
	}

	/**
	 * Find the annotated methods.
	 * @throws InvalidListenerMethodException if one of them can not be called
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.methods = new ListenerMethodFinder(this.beanFactory, this.support).find();
	}

	/**
	 * Where a call runs.
	 * @return where the methods for it run; {@code null} for a frame, a subscription or
	 * the end of one for which there is no method
	 */
	@Override
	public @Nullable Dispatch dispatch(ListenerEvent event, @Nullable ClientFrame frame) {
		if (event == ListenerEvent.FRAME && frame != null) {
			ListenerMethod method = this.methods.forType(frame.typeCode());
			return (method != null) ? method.dispatch() : null;
		}
		ListenerMethods current = this.methods;
		boolean topic = event == ListenerEvent.SUBSCRIBE || event == ListenerEvent.UNSUBSCRIBE;
		return (topic && current.isEmpty(event)) ? null : current.dispatch(event);
	}

	@Override
	public CompletionStage<?> onConnect(WkConnection connection) throws Exception {
		return this.methods.callAll(ListenerEvent.CONNECT, connection, null);
	}

	@Override
	public CompletionStage<?> onAuthenticated(WkConnection connection) throws Exception {
		return this.methods.callAll(ListenerEvent.AUTHENTICATED, connection, null);
	}

	@Override
	public CompletionStage<?> onFrame(WkConnection connection, ClientFrame frame) throws Exception {
		ListenerMethods current = this.methods;
		ListenerMethod method = current.forType(frame.typeCode());
		return (method != null) ? current.call(method, method.dispatch(), connection, frame, null) : DONE;
	}

	@Override
	public CompletionStage<?> onSubscribe(WkConnection connection, Topic topic) throws Exception {
		return this.methods.callAll(ListenerEvent.SUBSCRIBE, connection, topic);
	}

	@Override
	public CompletionStage<?> onUnsubscribe(WkConnection connection, Topic topic) throws Exception {
		return this.methods.callAll(ListenerEvent.UNSUBSCRIBE, connection, topic);
	}

	@Override
	public CompletionStage<?> onClose(WkConnection connection, CloseReason reason) throws Exception {
		return this.methods.callAll(ListenerEvent.CLOSE, connection, reason);
	}

}
