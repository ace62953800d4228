package io.wknet.sample.chat;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where messages are numbered, and who gets them.
 *
 * @param type one of {@link ChannelType}
 * @param name the same for all who share the channel; never on the wire
 * @param receivers all but the sender, in the order of their uids
 */
record Channel(int type, String name, SortedSet<String> receivers) {

	static Channel person(String sender, String receiver) {
		// A uid has no '@', so no two pairs share a name.
		String name = (sender.compareTo(receiver) < 0) ? sender + "@" + receiver : receiver + "@" + sender;
		return new Channel(ChannelType.PERSON, name, without(sender, Collections.singleton(receiver)));
	}

	static Channel group(String sender, String group, Collection<String> members) {
		return new Channel(ChannelType.GROUP, group, without(sender, members));
	}

	private static SortedSet<String> without(String sender, Collection<String> uids) {
		SortedSet<String> others = new TreeSet<>(uids);
		others.remove(sender);
		return Collections.unmodifiableSortedSet(others);
	}

}
