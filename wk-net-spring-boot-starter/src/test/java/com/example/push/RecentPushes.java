package com.example.push;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.wknet.delivery.Delivery;

import org.springframework.stereotype.Component;

/**
 * What was sent lately, by its key, so that a request that is repeated sends nothing
 * again and gets the same answer.
 */
@Component
public class RecentPushes {

	private static final int CAPACITY = 10_000;

	private final Map<String, Delivery> deliveries = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Delivery> eldest) {
			return size() > CAPACITY;
		}

	};

	/**
	 * Sending does not wait, so that the lock is held for a moment only.
	 */
	public synchronized Delivery once(String key, Supplier<Delivery> send) {
		return this.deliveries.computeIfAbsent(key, (unused) -> send.get());
	}

}
