package io.wknet.node;

import io.wknet.auth.DeviceLevel;
import io.wknet.cluster.PresenceStore.PresenceClaim;
import io.wknet.frame.DeviceFlag;

/**
 * A connection that logs in, and what the cluster knows of it. Made by the session, used
 * by the node's thread alone.
 *
 * @since 0.1.0
 */
public final class Login {

	private final String uid;

	private final long connectionId;

	private final DeviceFlag deviceFlag;

	private final DeviceLevel deviceLevel;

	private final String device;

	/**
	 * Orders this login among others of the user; 0 until it has a place.
	 */
	long sequence;

	/**
	 * When it came, by the store's clock as far as it is known.
	 */
	long sinceMicros;

	/**
	 * Whether it was claimed under the present epoch of the node's lease.
	 */
	boolean claimed;

	/**
	 * Whether the store may know of it, because the claim was sent.
	 */
	boolean sent;

	/**
	 * Whether the store has ever answered a claim of it.
	 */
	boolean answered;

	/**
	 * The epoch under which it was claimed last.
	 */
	long epoch;

	/**
	 * Whether a later login has taken its place.
	 */
	boolean displaced;

	/**
	 * Whether the user was announced as online, as far as the node knows.
	 */
	boolean announced;

	/**
	 * Whether the node has to announce the user once the session has entered.
	 */
	boolean onlineDue;

	/**
	 * Whether the session's {@code onAuthenticated} has run.
	 */
	boolean entered;

	/**
	 * Whether the session is over.
	 */
	boolean left;

	/**
	 * A login.
	 * @param uid the user
	 * @param connectionId the connection's id
	 * @param deviceFlag the kind of device
	 * @param deviceLevel what it displaces
	 * @param deviceId which device
	 */
	public Login(String uid, long connectionId, DeviceFlag deviceFlag, DeviceLevel deviceLevel, String deviceId) {
		this.uid = uid;
		this.connectionId = connectionId;
		this.deviceFlag = deviceFlag;
		this.deviceLevel = deviceLevel;
		this.device = DeviceHash.of(deviceId);
	}

	String uid() {
		return this.uid;
	}

	long connectionId() {
		return this.connectionId;
	}

	/**
	 * Whether it asks for an answer only, and takes nobody's place.
	 */
	boolean isOver() {
		return this.displaced || (this.left && this.sequence != 0);
	}

	PresenceClaim claim() {
		long place = isOver() ? PresenceClaim.OVER : this.sequence;
		return new PresenceClaim(this.uid, this.connectionId, this.deviceFlag, this.deviceLevel, this.device, place,
				this.announced);
	}

}
