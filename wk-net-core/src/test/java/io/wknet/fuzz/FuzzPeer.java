package io.wknet.fuzz;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import io.wknet.transport.Refusal;
import io.wknet.transport.SessionOpener;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a pipeline, in place of a session: remembers what it hears, answers, and
 * insists on the order of the calls.
 */
final class FuzzPeer implements SessionOpener, FrameReceiver {

	final List<Frame> frames = new ArrayList<>();

	/**
	 * Pause after so many frames; 0 for never.
	 */
	private final int pauseAfter;

	private final boolean echo;

	private @Nullable FrameChannel channel;

	private @Nullable SocketAddress openedFrom;

	private @Nullable Refusal refusal;

	private @Nullable String mistake;

	private int refusals;

	private int opens;

	private int ends;

	private int bytes;

	private boolean paused;

	FuzzPeer(int pauseAfter, boolean echo) {
		this.pauseAfter = pauseAfter;
		this.echo = echo;
	}

	@Override
	public FrameReceiver open(FrameChannel opened) {
		this.opens++;
		Check.that(this.opens == 1 && this.refusals == 0, "a channel is opened once, or refused");
		this.channel = opened;
		this.openedFrom = opened.remoteAddress();
		return this;
	}

	@Override
	public void refused(SocketAddress remoteAddress, Refusal why, String what) {
		this.refusals++;
		Check.that(this.opens == 0 && this.refusals == 1, "a channel is opened, or refused once");
		Check.that(isPrintable(what), "a refusal is told without control characters");
		this.refusal = why;
	}

	private static boolean isPrintable(String text) {
		return text.chars().noneMatch((next) -> next < ' ' || next == 0x7F);
	}

	@Override
	public void opened() {
		Check.that(this.opens == 1 && this.ends == 0, "a channel is ready when it is opened");
	}

	@Override
	public void bytesReceived(int count) {
		assertOpen();
		Check.that(count > 0, "what is received has bytes");
		this.bytes += count;
	}

	@Override
	public void frameReceived(Frame frame, int count) {
		assertOpen();
		Check.that(this.mistake == null, "no frame follows a mistake");
		Check.that(!this.paused, "no frame comes while reading is paused");
		Check.that(count > 0, "a frame has bytes");
		this.frames.add(frame);
		if (frame instanceof ConnectFrame connect) {
			channel().version(ProtocolVersion.negotiate(connect.version()));
		}
		if (this.echo) {
			answer(frame);
		}
		if (this.pauseAfter != 0 && this.frames.size() % this.pauseAfter == 0) {
			this.paused = true;
			channel().pauseReading();
		}
	}

	private void answer(Frame frame) {
		try {
			channel().write((frame.type() == FrameType.PING) ? PongFrame.INSTANCE : frame);
		}
		catch (IllegalArgumentException ex) {
			Check.that(frame.type() == FrameType.EVENT, "all but an EVENT can be answered with itself");
		}
	}

	@Override
	public void readCompleted() {
		Check.that(this.opens == 1, "a read is completed of what is open");
	}

	@Override
	public void deadlineSet(long nanoTime) {
		assertOpen();
	}

	@Override
	public void frameSent(Frame frame, int count) {
		Check.that(this.ends == 0, "nothing is sent after the end");
	}

	@Override
	public void bytesSent(int count) {
		Check.that(count > 0, "what is sent has bytes");
	}

	@Override
	public void malformed(ProtocolException ex) {
		assertOpen();
		Check.that(this.mistake == null, "one mistake is told");
		this.mistake = ex.getMessage();
		channel().finish(new DisconnectFrame(0, ReasonCode.UNKNOWN, "PROTOCOL_ERROR"), 1002);
	}

	@Override
	public void overflowed() {
		assertOpen();
		channel().abort();
	}

	@Override
	public RuntimeException closeCause() {
		return new IllegalStateException("Closed");
	}

	@Override
	public void closed(@Nullable Throwable failure) {
		assertOpen();
		this.ends++;
	}

	/**
	 * Read on, if reading is paused.
	 */
	boolean resume() {
		boolean was = this.paused;
		this.paused = false;
		if (was && this.ends == 0) {
			channel().resumeReading();
		}
		return was;
	}

	boolean isPaused() {
		return this.paused;
	}

	boolean isOpened() {
		return this.opens != 0;
	}

	@Nullable SocketAddress openedFrom() {
		return this.openedFrom;
	}

	@Nullable Refusal refusal() {
		return this.refusal;
	}

	@Nullable String mistake() {
		return this.mistake;
	}

	int bytes() {
		return this.bytes;
	}

	int ends() {
		return this.ends;
	}

	private FrameChannel channel() {
		FrameChannel opened = this.channel;
		if (opened == null) {
			throw new IllegalStateException("Nothing is open");
		}
		return opened;
	}

	private void assertOpen() {
		Check.that(this.opens == 1 && this.ends == 0, "what comes, comes while the channel is open");
	}

}
