package io.wknet.sample.chat;

import java.util.List;

import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendFrame;
import io.wknet.sample.auth.UserRepository;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Finds out where a message goes, and whether its sender may send there.
 */
@Repository
class Channels {

	private final JdbcClient jdbc;

	private final UserRepository users;

	Channels(JdbcClient jdbc, UserRepository users) {
		this.jdbc = jdbc;
		this.users = users;
	}

	/**
	 * The groups that a user is a member of.
	 */
	List<String> groupsOf(String uid) {
		return this.jdbc.sql("select group_id from group_member where uid = ?").param(uid).query(String.class).list();
	}

	/**
	 * Whether a user is a member of a group.
	 */
	boolean isMember(String uid, String group) {
		return this.jdbc.sql("select count(*) from group_member where group_id = ? and uid = ?")
			.params(group, uid)
			.query(Integer.class)
			.single() != 0;
	}

	/**
	 * Find out where a message goes.
	 * @throws SendRefusedException if there is no such place, or its sender may not send
	 * there
	 */
	Channel find(String sender, SendFrame send) {
		return switch (send.channelType()) {
			case ChannelType.PERSON -> person(sender, send.channelId());
			case ChannelType.GROUP -> group(sender, send.channelId());
			default -> throw new SendRefusedException(ReasonCode.NOT_SUPPORT_CHANNEL_TYPE);
		};
	}

	private Channel person(String sender, String receiver) {
		if (!this.users.exists(receiver)) {
			throw new SendRefusedException(ReasonCode.CHANNEL_NOT_EXIST);
		}
		return Channel.person(sender, receiver);
	}

	private Channel group(String sender, String group) {
		List<String> members = this.jdbc.sql("select uid from group_member where group_id = ?")
			.param(group)
			.query(String.class)
			.list();
		if (members.isEmpty()) {
			throw new SendRefusedException(ReasonCode.CHANNEL_NOT_EXIST);
		}
		if (!members.contains(sender)) {
			throw new SendRefusedException(ReasonCode.SUBSCRIBER_NOT_EXIST);
		}
		return Channel.group(sender, group, members);
	}

}
