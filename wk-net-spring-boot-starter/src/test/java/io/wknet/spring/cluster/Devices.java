package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ReasonCode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Users with one device each, at whatever nodes they connect to, and what the nodes told
 * of them.
 */
final class Devices implements AutoCloseable {

	private static final int AT_A_TIME = 64;

	private final Set<Device> connected = ConcurrentHashMap.newKeySet();

	private final Map<String, int[]> told = new HashMap<>();

	private final AtomicInteger lost = new AtomicInteger();

	private final AtomicInteger kicked = new AtomicInteger();

	private final AtomicInteger received = new AtomicInteger();

	/**
	 * A node has told that a user came or went.
	 */
	synchronized void told(String nodeId, String uid, boolean online) {
		this.told.computeIfAbsent(uid, (key) -> new int[2])[online ? 0 : 1]++;
	}

	/**
	 * Connect users, each from one device, and wait for all.
	 */
	void connect(int port, String prefix, int from, int to) {
		Flux.range(from, to - from)
			.flatMap((number) -> connect(port, prefix + number), AT_A_TIME)
			.then()
			.block(Duration.ofMinutes(5));
	}

	private Mono<Device> connect(int port, String uid) {
		Device device = new Device(uid, port);
		return WkClient.create()
			.host("127.0.0.1")
			.port(port)
			.uid(uid)
			.token("token")
			.deviceId("device-of-" + uid)
			.pingInterval(Duration.ZERO)
			.connectTimeout(Duration.ofSeconds(30))
			.onFrame((frame) -> {
				if (frame instanceof ApplicationFrame) {
					this.received.incrementAndGet();
				}
			})
			.onDisconnected((end) -> {
				this.connected.remove(device);
				this.lost.incrementAndGet();
				if (end.reasonCode() == ReasonCode.CONNECT_KICK) {
					this.kicked.incrementAndGet();
				}
			})
			.onConnected((connection) -> this.connected.add(device))
			.connect()
			.map((connection) -> {
				device.connection = connection;
				return device;
			});
	}

	/**
	 * Who is connected, as user and device.
	 */
	List<String> connected() {
		List<String> all = new ArrayList<>();
		this.connected.forEach((device) -> all.add(device.uid + "/device-of-" + device.uid));
		return all;
	}

	int connectedAt(int port) {
		return (int) this.connected.stream().filter((device) -> device.port == port).count();
	}

	int lost() {
		return this.lost.get();
	}

	int kicked() {
		return this.kicked.get();
	}

	int received() {
		return this.received.get();
	}

	/**
	 * Close the connections to one node.
	 */
	void closeAt(int port) {
		this.connected.stream().filter((device) -> device.port == port).forEach(Device::close);
	}

	/**
	 * The users of whom online was not told exactly once more than offline while they are
	 * connected, or not as often while they are not.
	 */
	synchronized Set<String> unpaired() {
		Set<String> present = new TreeSet<>();
		this.connected.forEach((device) -> present.add(device.uid));
		Set<String> unpaired = new TreeSet<>();
		this.told.forEach((uid, counts) -> {
			if (counts[0] - counts[1] != (present.contains(uid) ? 1 : 0)) {
				unpaired.add(uid + " online " + counts[0] + " offline " + counts[1]);
			}
		});
		for (String uid : present) {
			if (!this.told.containsKey(uid)) {
				unpaired.add(uid + " never");
			}
		}
		return unpaired;
	}

	/**
	 * How often users were told to be offline.
	 */
	synchronized int offline() {
		return this.told.values().stream().mapToInt((counts) -> counts[1]).sum();
	}

	@Override
	public void close() {
		this.connected.forEach(Device::close);
	}

	/**
	 * One connection of one user.
	 */
	private static final class Device {

		private final String uid;

		private final int port;

		private volatile WkClientConnection connection;

		Device(String uid, int port) {
			this.uid = uid;
			this.port = port;
		}

		void close() {
			this.connection.close();
		}

	}

}
