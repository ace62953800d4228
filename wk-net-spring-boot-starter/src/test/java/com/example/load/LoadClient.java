package com.example.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import reactor.core.publisher.Flux;

public final class LoadClient {

	private static final int AT_ONCE = 200;

	private LoadClient() {
	}

	/**
	 * Host names, separated by commas; port; how many connections; token.
	 */
	public static void main(String[] args) throws InterruptedException {
		List<String> hosts = Arrays.asList(args[0].split(","));
		WkClient client = WkClient.create().port(Integer.parseInt(args[1])).token(args[3]);
		AtomicInteger open = new AtomicInteger();
		List<WkClientConnection> connections = open(client, hosts, Integer.parseInt(args[2]), open);
		System.out.println(open.get() + " connections, the slowest ping took " + slowestPing(connections).toMillis()
				+ " ms; Ctrl+C ends them");
		new CountDownLatch(1).await();
	}

	/**
	 * Log in as load-0, load-1 and so on, in turn at each of the hosts.
	 */
	static List<WkClientConnection> open(WkClient client, List<String> hosts, int count, AtomicInteger open) {
		List<WkClientConnection> connections = Flux.range(0, count)
			.flatMap((number) -> client.host(hosts.get(number % hosts.size()))
				.uid("load-" + number)
				.onConnected((connection) -> open.incrementAndGet())
				.onDisconnected((disconnect) -> open.decrementAndGet())
				.reconnect(Duration.ofSeconds(1), Duration.ofMinutes(1))
				.connect(), AT_ONCE)
			.doOnNext((connection) -> progress(open.get()))
			.collectList()
			.block();
		return (connections != null) ? connections : List.of();
	}

	static Duration slowestPing(List<WkClientConnection> connections) {
		List<CompletableFuture<Duration>> pings = connections.stream()
			.map((connection) -> connection.ping().toCompletableFuture())
			.toList();
		return pings.stream().map(CompletableFuture::join).max(Duration::compareTo).orElse(Duration.ZERO);
	}

	private static void progress(int open) {
		if (open % 10_000 == 0) {
			System.out.println(open + " connections");
		}
	}

}
