package io.wknet.auth;

import java.net.SocketAddress;

import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;

/**
 * What a client showed, and where it came from.
 *
 * @param connect the CONNECT frame as it was sent
 * @param connectionId the connection's id
 * @param remoteAddress the client's address
 * @param listener the name of the listener that accepted the connection, {@code tcp} for
 * example
 * @since 0.1.0
 */
public record Credentials(ConnectFrame connect, long connectionId, SocketAddress remoteAddress, String listener) {

	/**
	 * Who the client says it is.
	 * @return the uid of the CONNECT; may be anything
	 */
	public String uid() {
		return this.connect.uid();
	}

	/**
	 * The secret that proves it.
	 * @return the token of the CONNECT; must not be logged
	 */
	public String token() {
		return this.connect.token();
	}

	/**
	 * The kind of device.
	 * @return the device flag of the CONNECT
	 */
	public DeviceFlag deviceFlag() {
		return this.connect.deviceFlag();
	}

	/**
	 * Which device.
	 * @return the device id of the CONNECT; may be empty
	 */
	public String deviceId() {
		return this.connect.deviceId();
	}

}
