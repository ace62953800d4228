package io.wknet.node;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.PresenceStore.Displaced;
import io.wknet.codec.FrameBytes;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.Except;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.log.FloodLog;
import io.wknet.node.Part.All;
import io.wknet.node.Part.CloseUser;
import io.wknet.node.Part.DisplacedConnection;
import io.wknet.node.Part.Lag;
import io.wknet.node.Part.Reply;
import io.wknet.node.Part.ToTopic;
import io.wknet.node.Part.ToUsers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Does what other nodes ask for, and answers, on the thread of the bus.
 */
final class NodeReceiver implements ClusterBus.Receiver {

	private static final Logger logger = LoggerFactory.getLogger(NodeReceiver.class);

	final LongAdder received = new LongAdder();

	final LongAdder malformed = new LongAdder();

	private final ClusterMember self;

	private final int maxFrameBytes;

	private final long replyNanos;

	private final LocalSessions sessions;

	private final NodeBus out;

	private final Requests requests;

	private final NodeExecutor executor;

	private final FloodLog floodLog = new FloodLog();

	private volatile Consumer<Displaced> displaced = (one) -> {
	};

	private volatile Duration lag = Duration.ZERO;

	NodeReceiver(ClusterMember self, ClusterSettings settings, LocalSessions sessions, NodeBus out, Requests requests,
			NodeExecutor executor) {
		this.self = self;
		this.maxFrameBytes = settings.maxMessageBytes();
		this.replyNanos = settings.timeout().toNanos() / 2;
		this.sessions = sessions;
		this.out = out;
		this.requests = requests;
		this.executor = executor;
	}

	void displaced(Consumer<Displaced> newDisplaced) {
		this.displaced = newDisplaced;
	}

	Duration lag() {
		return this.lag;
	}

	@Override
	public void messageReceived(byte[] bytes) {
		this.received.increment();
		try {
			NodeMessage message = NodeMessage.decode(bytes);
			for (Part part : message.parts()) {
				received(message.from(), part);
			}
		}
		catch (MalformedNodeMessageException | ProtocolException ex) {
			this.malformed.increment();
			this.floodLog.log(logger, Level.WARN, "malformed",
					"A message of {} bytes came over the bus that is none of this version, and was dropped: {}",
					bytes.length, ex.getMessage());
		}
	}

	private void received(ClusterMember from, Part part) {
		boolean own = from.equals(this.self);
		if (part instanceof ToUsers users) {
			ServerFrame frame = FrameBytes.decode(users.frame(), this.maxFrameBytes);
			deliver(from, users.request(), (local) -> send(local, users, frame));
		}
		else if (part instanceof ToTopic topic) {
			if (own) {
				this.requests.answered(nothing(topic.request()));
				return;
			}
			ServerFrame frame = FrameBytes.decode(topic.frame(), this.maxFrameBytes);
			deliver(from, topic.request(),
					(local) -> topic.exceptUid().isEmpty() ? local.sendToTopic(topic.topic(), frame)
							: local.sendToTopic(topic.topic(), frame, Except.user(topic.exceptUid())));
		}
		else if (part instanceof All all) {
			if (own) {
				this.requests.answered(nothing(all.request()));
				return;
			}
			ServerFrame frame = FrameBytes.decode(all.frame(), this.maxFrameBytes);
			deliver(from, all.request(), (local) -> local.sendToAll(frame));
		}
		else if (part instanceof CloseUser close) {
			close(close).whenComplete((closed, failure) -> reply(from,
					new Reply(close.request(), (closed != null) ? closed : 0, 0, 0, 0, 0, failure != null)));
		}
		else if (part instanceof DisplacedConnection one) {
			if (one.bootId().equals(this.self.bootId())) {
				this.displaced.accept(new Displaced(this.self, one.connectionId(), one.sameDevice()));
			}
		}
		else if (part instanceof Reply reply) {
			this.requests.answered(reply);
		}
		else if (part instanceof Lag sent && own) {
			this.lag = Duration.ofNanos(this.executor.nanoTime() - sent.nanos());
		}
	}

	private static Reply nothing(long request) {
		return new Reply(request, 0, 0, 0, 0, 0, false);
	}

	private static Delivery send(WkOperations local, ToUsers users, ServerFrame frame) {
		if (users.uids().size() != 1) {
			return local.sendToUsers(users.uids(), frame);
		}
		String uid = users.uids().get(0);
		return (users.deviceFlag() == Part.ALL_DEVICES) ? local.sendToUser(uid, frame)
				: local.sendToUser(uid, DeviceFlag.of(users.deviceFlag()), frame);
	}

	private void deliver(ClusterMember from, long request, Sending sending) {
		Delivery delivery;
		try {
			delivery = sending.send(this.sessions.operations());
		}
		catch (RuntimeException ex) {
			logger.debug("What the node '{}' sent was not delivered: {}", from.nodeId(), ex.getMessage());
			reply(from, new Reply(request, 0, 0, 0, 0, 0, true));
			return;
		}
		OwedReply owed = new OwedReply(request, delivery, this.executor.nanoTime() + this.replyNanos,
				(reply) -> reply(from, reply));
		if (delivery.result().isComplete()) {
			owed.answer();
		}
		else {
			this.requests.owe(owed);
			delivery.completion().whenComplete((result, failure) -> owed.answer());
		}
	}

	private CompletionStage<Integer> close(CloseUser close) {
		WkOperations local = this.sessions.operations();
		if (!close.kick()) {
			return local.closeUser(close.uid(), ReasonCode.of(close.reasonCode()), close.reason());
		}
		return (close.deviceFlag() == Part.ALL_DEVICES) ? local.kickUser(close.uid())
				: local.kickUser(close.uid(), DeviceFlag.of(close.deviceFlag()));
	}

	private void reply(ClusterMember to, Reply reply) {
		this.out.send(to.nodeId(), reply, (nodes, failure) -> {
			// The other node finds out by its own timeout.
		});
	}

	/**
	 * Sends to the connections of this server.
	 */
	@FunctionalInterface
	private interface Sending {

		Delivery send(WkOperations local);

	}

}
