package io.wknet.sample.chat;

import java.util.List;

/**
 * Where messages are numbered, and who gets them.
 *
 * @param type one of {@link ChannelType}
 * @param name the same for all who share the channel; never on the wire
 * @param receivers all but the sender, in the order of their uids
 */
record Channel(int type, String name, List<String> receivers) {

	static Channel person(String sender, String receiver) {
		// A uid has no '@', so no two pairs share a name.
		String name = (sender.compareTo(receiver) < 0) ? sender + "@" + receiver : receiver + "@" + sender;
		return new Channel(ChannelType.PERSON, name, sender.equals(receiver) ? List.of() : List.of(receiver));
	}

	static Channel group(String sender, String group, List<String> members) {
		return new Channel(ChannelType.GROUP, group,
				members.stream().filter((member) -> !member.equals(sender)).sorted().toList());
	}

}
