package io.wknet.spring.listener;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which method takes the frames of which type. A method for a type comes before one for
 * all application frames, and that before one for all others.
 */
final class FrameTable {

	private final List<Entry> entries = new ArrayList<>();

	void add(ListenerMethod method, Rank rank, BitSet codes) {
		this.entries.add(new Entry(method, rank, codes));
	}

	/**
	 * Lay out the table.
	 * @return the methods by type code, {@code null} where there is none
	 */
	@Nullable ListenerMethod[] build() {
		@Nullable ListenerMethod[] table = new @Nullable ListenerMethod[FrameTypes.COUNT];
		@Nullable Rank[] ranks = new @Nullable Rank[FrameTypes.COUNT];
		this.entries.sort(Comparator.comparing(Entry::rank));
		for (Entry entry : this.entries) {
			for (int code : entry.codes().stream().toArray()) {
				ListenerMethod taken = table[code];
				if (taken == null) {
					table[code] = entry.method();
					ranks[code] = entry.rank();
				}
				else if (ranks[code] == entry.rank() && taken != entry.method()) {
					throw ambiguous(entry, taken, code);
				}
			}
		}
		return table;
	}

	private static InvalidListenerMethodException ambiguous(Entry entry, ListenerMethod taken, int code) {
		String what = switch (entry.rank()) {
			case TYPE -> "frames of type " + code + " (" + FrameTypes.frameClass(code).getSimpleName() + ")";
			case APPLICATION -> "all application frames";
			case OTHERS -> "all frames for which there is no other method";
		};
		return entry.method()
			.name()
			.invalid("takes " + what + ", and so does " + taken.name(),
					"Keep one of them, or give them different types in @WkOnFrame.");
	}

	/**
	 * How special a method is, most special first.
	 */
	enum Rank {

		TYPE, APPLICATION, OTHERS

	}

	private record Entry(ListenerMethod method, Rank rank, BitSet codes) {

	}

}
