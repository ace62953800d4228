package io.wknet.fuzz;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.LoopContext;
import io.wknet.transport.PipelineInstaller;
import io.wknet.transport.SessionOpener;

/**
 * An accepted channel with the pipeline of a listener, without a network. It knows how
 * many bytes of buffers it holds, and at its end whether it gave all of them back.
 * <p>
 * All channels share one context of an event loop and one allocator, so that one more
 * costs little: there is one at a time.
 */
final class FuzzChannel extends EmbeddedChannel {

	static final InetSocketAddress ADDRESS = new InetSocketAddress("10.1.2.3", 40_000);

	private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true);

	/**
	 * Keeps the clock and the wheel of all others.
	 */
	private static final EmbeddedChannel KEEPER = new EmbeddedChannel();

	private static final LoopContext LOOP = loop();

	private final List<ByteBuf> received = new ArrayList<>();

	private int outBytes;

	private byte[] firstOut = {};

	FuzzChannel(ChannelSettings settings, SessionOpener sessions) {
		Check.same(held(), 0, "Bytes held before there is a channel");
		config().setAllocator(ALLOCATOR);
		config().setAutoRead(false);
		freezeTime();
		new PipelineInstaller(settings, (eventLoop) -> LOOP, sessions).install(this);
		pipeline().fireChannelActive();
		run();
	}

	private static LoopContext loop() {
		KEEPER.freezeTime();
		return new LoopContext(KEEPER.eventLoop(), WheelSettings.defaults());
	}

	/**
	 * How many bytes of buffers there are.
	 */
	static long held() {
		ByteBufAllocatorMetricProvider allocator = ALLOCATOR;
		return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
	}

	/**
	 * One read of so many bytes.
	 */
	void receive(byte[] data, int from, int length) {
		ByteBuf bytes = ALLOCATOR.heapBuffer(length).writeBytes(data, from, length);
		this.received.add(bytes);
		// So that what a close leads to comes after the read, as it does with a socket.
		writeInbound(bytes);
		run();
	}

	/**
	 * Let the loop run, and take what was sent.
	 */
	void run() {
		runPendingTasks();
		KEEPER.runPendingTasks();
		ByteBuf next = readOutbound();
		while (next != null) {
			if (this.outBytes == 0) {
				this.firstOut = new byte[Math.min(next.readableBytes(), 32)];
				next.getBytes(next.readerIndex(), this.firstOut);
			}
			this.outBytes += next.readableBytes();
			next.release();
			next = readOutbound();
		}
		// What reached the end of the pipeline: no exception and no message does.
		checkException();
		Check.that(inboundMessages().isEmpty(), "no message passes the last handler");
	}

	/**
	 * How many bytes were sent.
	 */
	int outBytes() {
		return this.outBytes;
	}

	/**
	 * The beginning of what was sent.
	 */
	byte[] firstOut() {
		return this.firstOut;
	}

	/**
	 * The peer leaves, if it is still there: every buffer is given back by then.
	 */
	void end() {
		close();
		run();
		for (ByteBuf bytes : this.received) {
			Check.same(bytes.refCnt(), 0, "References to what was received");
		}
		Check.same(held(), 0, "Bytes held after the end");
	}

	/**
	 * After a finding: the next channel begins with nothing held.
	 */
	void discard() {
		finishAndReleaseAll();
	}

	@Override
	protected SocketAddress remoteAddress0() {
		return ADDRESS;
	}

}
