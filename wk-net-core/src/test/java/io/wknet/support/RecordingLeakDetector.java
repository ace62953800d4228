package io.wknet.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;

/**
 * A leak detector that remembers what it reports.
 *
 * @param <T> what may leak
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

	private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

	/**
	 * Called by Netty, which is told of this class by a system property: the first buffer
	 * may be made before any extension is there.
	 */
	public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
		super(resourceType, samplingInterval);
	}

	/**
	 * The same, with a number that Netty does not use any more.
	 */
	public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
		this(resourceType, samplingInterval);
	}

	static void install() {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
	}

	/**
	 * What was reported since the last call.
	 */
	static List<String> takeLeaks() {
		List<String> leaks = new ArrayList<>();
		String leak = LEAKS.poll();
		while (leak != null) {
			leaks.add(leak);
			leak = LEAKS.poll();
		}
		return leaks;
	}

	@Override
	protected boolean needReport() {
		return true;
	}

	@Override
	protected void reportTracedLeak(String resourceType, String records) {
		LEAKS.add(resourceType + records);
		super.reportTracedLeak(resourceType, records);
	}

	@Override
	protected void reportUntracedLeak(String resourceType) {
		LEAKS.add(resourceType);
		super.reportUntracedLeak(resourceType);
	}

	/**
	 * Makes recording detectors.
	 */
	private static final class Factory extends ResourceLeakDetectorFactory {

		@Override
		@SuppressWarnings("deprecation")
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			return new RecordingLeakDetector<>(resource, samplingInterval);
		}

		@Override
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
			return new RecordingLeakDetector<>(resource, samplingInterval);
		}

	}

}
