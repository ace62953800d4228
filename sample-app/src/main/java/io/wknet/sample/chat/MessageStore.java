package io.wknet.sample.chat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.wknet.frame.Payload;
import io.wknet.frame.SendFrame;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Messages, and for whom each of them is still pending: a row in {@code pending} stands
 * for a receiver who has not acknowledged the message yet.
 */
@Repository
class MessageStore {

	private final JdbcClient jdbc;

	private final ChatProperties properties;

	MessageStore(JdbcClient jdbc, ChatProperties properties) {
		this.jdbc = jdbc;
		this.properties = properties;
	}

	/**
	 * Find a message by its sender's name for it.
	 */
	Optional<ChatMessage> find(String fromUid, String clientMsgNo) {
		return clientMsgNo.isEmpty() ? Optional.empty()
				: this.jdbc.sql("select * from message where from_uid = ? and client_msg_no = ?")
					.params(fromUid, clientMsgNo)
					.query(MessageStore::toMessage)
					.optional();
	}

	/**
	 * Give a message a name without storing it.
	 */
	ChatMessage unstored(String fromUid, SendFrame send) {
		return ChatMessage.of(nextId(), 0, fromUid, send);
	}

	/**
	 * Number a message and store it for each receiver. Nobody may hear of it before this
	 * has committed.
	 * @throws DuplicateKeyException if the sender has used the name before
	 */
	@Transactional
	ChatMessage add(String fromUid, SendFrame send, Channel channel) {
		// The channel's row is locked until the commit, so messages appear in their
		// order.
		long seq = nextSeq(channel);
		ChatMessage message = ChatMessage.of(nextId(), seq, fromUid, send);
		this.jdbc
			.sql("insert into message (id, seq, sent_at, from_uid, channel_type, channel_id, flags, setting, expire, "
					+ "client_msg_no, topic, payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?)")
			.params(message.id(), seq, message.sentAt(), fromUid, message.channelType(), message.channelId(),
					message.flags(), message.setting(), message.expire(), message.clientMsgNo(), message.topic(),
					message.payload().toByteArray())
			.update();
		for (String receiver : channel.receivers()) {
			this.jdbc.sql("insert into pending (uid, message_id) values (?, ?)")
				.params(receiver, message.id())
				.update();
			dropOldest(receiver);
		}
		return message;
	}

	private long nextId() {
		return this.jdbc.sql("select next value for message_id").query(Long.class).single();
	}

	private long nextSeq(Channel channel) {
		if (increment(channel) == 0) {
			try {
				this.jdbc.sql("insert into channel (type, name, seq) values (?, ?, 0)")
					.params(channel.type(), channel.name())
					.update();
			}
			catch (DuplicateKeyException ex) {
				// Another message was the channel's first.
			}
			increment(channel);
		}
		return this.jdbc.sql("select seq from channel where type = ? and name = ?")
			.params(channel.type(), channel.name())
			.query(Long.class)
			.single();
	}

	private int increment(Channel channel) {
		return this.jdbc.sql("update channel set seq = seq + 1 where type = ? and name = ?")
			.params(channel.type(), channel.name())
			.update();
	}

	private void dropOldest(String uid) {
		this.jdbc
			.sql("delete from pending where uid = :uid and message_id <= (select message_id from pending "
					+ "where uid = :uid order by message_id desc offset :max rows fetch first row only)")
			.param("uid", uid)
			.param("max", this.properties.maxPending())
			.update();
	}

	/**
	 * Some of the messages that are pending for a user, oldest first.
	 * @param afterId only messages after this one
	 * @param max how many
	 */
	List<ChatMessage> pending(String uid, long afterId, int max) {
		return this.jdbc
			.sql("select m.* from pending p join message m on m.id = p.message_id where p.uid = ? and p.message_id > ? "
					+ "and (m.expire = 0 or m.sent_at + m.expire > ?) order by p.message_id fetch first ? rows only")
			.params(uid, afterId, now(), max)
			.query(MessageStore::toMessage)
			.list();
	}

	/**
	 * A user has a message; it need not be delivered again.
	 */
	void acknowledge(String uid, long messageId) {
		this.jdbc.sql("delete from pending where uid = ? and message_id = ?").params(uid, messageId).update();
	}

	/**
	 * Forget messages that have expired, and those that all receivers have and whose
	 * sender will hardly send them again.
	 */
	@Scheduled(fixedDelayString = "${sample.chat.clean-every:1m}")
	void clean() {
		this.jdbc
			.sql("delete from message m where (m.expire > 0 and m.sent_at + m.expire <= :now) or (m.sent_at < :old "
					+ "and not exists (select 1 from pending p where p.message_id = m.id))")
			.param("now", now())
			.param("old", now() - this.properties.rememberFor().toSeconds())
			.update();
	}

	private static long now() {
		return Instant.now().getEpochSecond();
	}

	private static ChatMessage toMessage(ResultSet row, int number) throws SQLException {
		String clientMsgNo = row.getString("client_msg_no");
		return new ChatMessage(row.getLong("id"), row.getLong("seq"), row.getInt("sent_at"), row.getString("from_uid"),
				row.getInt("channel_type"), row.getString("channel_id"), row.getInt("flags"), row.getInt("setting"),
				row.getLong("expire"), (clientMsgNo != null) ? clientMsgNo : "", row.getString("topic"),
				Payload.wrap(row.getBytes("payload")));
	}

}
