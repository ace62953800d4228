package io.wknet.node;

import java.util.List;

import io.wknet.topic.Topic;

/**
 * One thing that a node tells or asks another one. A request has a number, under which it
 * is answered.
 */
// Nobody compares parts, and a frame is shared by those for several nodes.
@SuppressWarnings({ "ArrayRecordComponent", "MutablePublicArray" })
sealed interface Part {

	/**
	 * Stands for all kinds of devices.
	 */
	int ALL_DEVICES = -1;

	byte[] NO_FRAME = {};

	/**
	 * The frame that ends the part.
	 * @return the frame with its header, shared and not to be changed; empty if there is
	 * none
	 */
	default byte[] frame() {
		return NO_FRAME;
	}

	/**
	 * A frame for users.
	 *
	 * @param request the number of the request
	 * @param deviceFlag the wire value of the kind of device, or {@link #ALL_DEVICES}
	 * @param uids the users
	 * @param frame the frame
	 */
	record ToUsers(long request, int deviceFlag, List<String> uids, byte[] frame) implements Part {

	}

	/**
	 * A frame for the subscribers of a topic.
	 *
	 * @param request the number of the request
	 * @param topic the topic
	 * @param exceptUid who does not get it; empty if all do
	 * @param frame the frame
	 */
	record ToTopic(long request, Topic topic, String exceptUid, byte[] frame) implements Part {

	}

	/**
	 * A frame for everybody.
	 *
	 * @param request the number of the request
	 * @param frame the frame
	 */
	record All(long request, byte[] frame) implements Part {

	}

	/**
	 * Close a user's connections.
	 *
	 * @param request the number of the request
	 * @param deviceFlag the wire value of the kind of device, or {@link #ALL_DEVICES}
	 * @param kick whether it is a kick, which has no reason of its own
	 * @param uid the user
	 * @param reasonCode what DISCONNECT says
	 * @param reason the same in words
	 */
	record CloseUser(long request, int deviceFlag, boolean kick, String uid, int reasonCode,
			String reason) implements Part {

	}

	/**
	 * A later login has taken a connection's place.
	 *
	 * @param bootId of which run of the receiver the connection is
	 * @param connectionId the connection
	 * @param sameDevice whether the same device came back
	 */
	record DisplacedConnection(String bootId, long connectionId, boolean sameDevice) implements Part {

	}

	/**
	 * What became of a request.
	 *
	 * @param request its number
	 * @param reached connections that were reached, or closed
	 * @param closed connections that ended before
	 * @param slow connections that were lost for it
	 * @param unsupported connections that have no such frame
	 * @param pending connections of which nothing is known yet
	 * @param failed whether the node could not do it
	 */
	record Reply(long request, int reached, int closed, int slow, int unsupported, int pending,
			boolean failed) implements Part {

	}

	/**
	 * What a node sends to itself to see how long it takes.
	 *
	 * @param nanos when it was sent, by the node's clock
	 */
	record Lag(long nanos) implements Part {

	}

}
