package io.wknet.fuzz;

import java.util.List;

import io.wknet.frame.Frame;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One connection through a pipeline, from its first byte to its end, and what became of
 * it.
 * <p>
 * What is held is bounded by what was received, whatever a header announces. A channel
 * that is refused, or whose peer has made a mistake, is closed. A channel that was opened
 * ends once. All buffers are given back.
 */
final class PipelineRun {

	/**
	 * What a connection may hold however little it received: buffers of a handshake and
	 * of answers, of which each has room to grow.
	 */
	private static final int FIXED_BYTES = 16 << 10;

	/**
	 * What a connection may hold for each byte received: a buffer doubles when it grows,
	 * the old one is there while it is copied, and an echo is as long as what it answers.
	 */
	private static final int BYTES_PER_BYTE = 6;

	final FuzzPeer peer;

	final FuzzChannel channel;

	private final long moreBytes;

	private int received;

	/**
	 * Open a connection.
	 * @param moreBytes what it may hold beside what it received and what all need
	 */
	PipelineRun(ChannelSettings settings, FuzzPeer peer, long moreBytes) {
		this.peer = peer;
		this.moreBytes = moreBytes;
		this.channel = new FuzzChannel(settings, peer);
	}

	static PipelineRun of(ChannelSettings settings, FuzzPeer peer) {
		return new PipelineRun(settings, peer, 0);
	}

	PipelineRun receiveAll(byte[] data, int from) {
		return receive(data, from, data.length - from, new Cuts(255), true);
	}

	PipelineRun receiveCut(byte[] data, int from, int cuts) {
		return receive(data, from, data.length - from, new Cuts(cuts), false);
	}

	private PipelineRun receive(byte[] data, int from, int count, Cuts cuts, boolean whole) {
		try {
			int done = 0;
			while (done < count && this.channel.isOpen()) {
				int length = whole ? count : cuts.next(count - done);
				this.channel.receive(data, from + done, length);
				done += length;
				this.received += length;
				check();
				if (this.peer.isPaused() && (done & 1) == 0) {
					resume();
				}
			}
			// Also when it is closed: what came before the close waits for this.
			while (this.peer.isPaused()) {
				resume();
			}
		}
		catch (RuntimeException | Error ex) {
			this.channel.discard();
			throw ex;
		}
		return this;
	}

	private void resume() {
		this.peer.resume();
		this.channel.run();
		check();
	}

	private void check() {
		Check.atMost(FuzzChannel.held(), FIXED_BYTES + this.moreBytes + (long) BYTES_PER_BYTE * this.received,
				"Bytes held after " + this.received + " were received");
		if (this.peer.refusal() != null) {
			Check.that(!this.channel.isOpen(), "a channel that is refused is closed");
		}
		if (this.peer.mistake() != null) {
			Check.that(!this.channel.isOpen(), "a channel is closed after a mistake");
			Check.same(this.peer.ends(), 1, "Ends of a channel after a mistake");
		}
	}

	/**
	 * The peer leaves.
	 */
	PipelineRun end() {
		try {
			this.channel.end();
		}
		catch (RuntimeException | Error ex) {
			this.channel.discard();
			throw ex;
		}
		Check.same(this.peer.ends(), this.peer.isOpened() ? 1 : 0, "Ends of a channel");
		Check.that(this.peer.isOpened() || this.peer.refusal() != null, "a channel is opened or refused");
		return this;
	}

	/**
	 * It came to the same as another run.
	 */
	void assertSame(PipelineRun whole) {
		Check.same(this.peer.frames, whole.peer.frames, "Frames of a stream that was cut");
		Check.same(String.valueOf(this.peer.mistake()), String.valueOf(whole.peer.mistake()),
				"The mistake in a stream that was cut");
		Check.same(String.valueOf(this.peer.refusal()), String.valueOf(whole.peer.refusal()),
				"The refusal of a stream that was cut");
		Check.same(String.valueOf(this.peer.openedFrom()), String.valueOf(whole.peer.openedFrom()),
				"The client of a stream that was cut");
	}

	/**
	 * Its frames are those with which another run begins.
	 */
	void assertBeginsAs(PipelineRun whole) {
		List<Frame> others = whole.peer.frames;
		Check.atMost(frames().size(), others.size(), "Frames of a stream that was cut");
		Check.same(frames(), others.subList(0, frames().size()), "Frames of a stream that was cut");
	}

	List<Frame> frames() {
		return this.peer.frames;
	}

	@Nullable Refusal refusal() {
		return this.peer.refusal();
	}

}
