package io.wknet.session;

import java.util.function.Predicate;

import io.wknet.connection.WkConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One frame on its way to its receivers on one event loop.
 */
final class FanOut {

	private static final Logger logger = LoggerFactory.getLogger(FanOut.class);

	private final SessionDelivery delivery;

	private final Session[] receivers;

	private final @Nullable Predicate<? super WkConnection> filter;

	private boolean logged;

	/**
	 * Create a fan-out, which holds the frame until it has {@linkplain #ended() ended}.
	 * @param delivery what is sent
	 * @param receivers to whom; nobody changes the array
	 * @param filter leaves out some of them, or {@code null}
	 */
	FanOut(SessionDelivery delivery, Session[] receivers, @Nullable Predicate<? super WkConnection> filter) {
		this.delivery = delivery;
		this.receivers = receivers;
		this.filter = filter;
		delivery.to(receivers.length);
		delivery.frame().retain();
	}

	Session[] receivers() {
		return this.receivers;
	}

	int frameBytes() {
		return this.delivery.frame().size();
	}

	/**
	 * Write the frame to one receiver, without a flush.
	 */
	void writeTo(Session receiver) {
		if (this.filter != null && isLeftOut(receiver, this.filter)) {
			this.delivery.leftOut();
		}
		else if (receiver.isOpen()) {
			receiver.channel().write(this.delivery.frame());
		}
		else {
			drop(receiver);
		}
	}

	/**
	 * A receiver does not get the frame.
	 */
	void drop(Session receiver) {
		this.delivery.notSent(receiver.failure());
	}

	/**
	 * The frame could not be written to a receiver.
	 */
	void failed(Session receiver, Throwable failure) {
		logOnce("A frame for many could not be written", receiver, failure);
		drop(receiver);
	}

	private void logOnce(String what, Session receiver, Throwable failure) {
		if (!this.logged) {
			this.logged = true;
			receiver.sessions().floodLog().failed(logger, failure, "[{}] {}", receiver.id(), what);
		}
	}

	private boolean isLeftOut(Session receiver, Predicate<? super WkConnection> chosen) {
		try {
			return !chosen.test(receiver);
		}
		catch (Throwable ex) {
			logOnce("The filter of a delivery failed", receiver, ex);
			return true;
		}
	}

	/**
	 * Every receiver has had its turn.
	 */
	void ended() {
		this.delivery.frame().release();
	}

}
