package io.wknet.frame;

import io.wknet.log.Printable;

/**
 * Carries an event. Clients below protocol version 5 do not know it.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param id names the event
 * @param eventType what kind of event
 * @param timestamp when, in ms since 1970
 * @param data the event
 * @since 0.1.0
 */
public record EventFrame(int flags, String id, String eventType, long timestamp,
		Payload data) implements ClientFrame, ServerFrame {

	public EventFrame {
		Ranges.flags(flags);
	}

	@Override
	public FrameType type() {
		return FrameType.EVENT;
	}

	/**
	 * An event, stamped with the current time.
	 * @param id names the event
	 * @param eventType what kind of event
	 * @param data the event
	 * @return the frame
	 */
	public static EventFrame of(String id, String eventType, Payload data) {
		return new EventFrame(0, id, eventType, System.currentTimeMillis(), data);
	}

	/**
	 * What the peer chose is escaped and cut.
	 */
	@Override
	public String toString() {
		return "EventFrame[flags=" + this.flags + ", id=" + Printable.of(this.id) + ", eventType="
				+ Printable.of(this.eventType) + ", timestamp=" + this.timestamp + ", data=" + this.data + "]";
	}

}
