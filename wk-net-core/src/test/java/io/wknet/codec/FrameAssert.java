package io.wknet.codec;

import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.frame.Frame;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/**
 * What becomes of bytes. All is tried in a buffer with an array and in one without,
 * because strings take another way out of each.
 */
final class FrameAssert extends AbstractAssert<FrameAssert, byte[]> {

	private static final int BEFORE = 3;

	private WireFormat format = WireFormat.FIXED;

	private int version = 5;

	private int maxFrameBytes = 1 << 20;

	private FrameAssert(byte[] bytes) {
		super(bytes, FrameAssert.class);
	}

	static FrameAssert assertThatBytes(byte[] bytes) {
		return new FrameAssert(bytes);
	}

	static FrameAssert assertThatBytes(String hex) {
		return new FrameAssert(LabelledBytes.hex(hex));
	}

	FrameAssert over(WireFormat newFormat) {
		this.format = newFormat;
		return this;
	}

	FrameAssert inVersion(int newVersion) {
		this.version = newVersion;
		return this;
	}

	FrameAssert withMaxFrameBytes(int newMaxFrameBytes) {
		this.maxFrameBytes = newMaxFrameBytes;
		return this;
	}

	/**
	 * All bytes are one frame.
	 * @param frame the frame
	 * @return this
	 */
	FrameAssert isFrame(Frame frame) {
		return beginsWithFrame(frame, this.actual.length);
	}

	/**
	 * The first bytes are a frame.
	 * @param frame the frame
	 * @param frameBytes the number of bytes
	 * @return this
	 */
	FrameAssert beginsWithFrame(Frame frame, int frameBytes) {
		return inBuffers((in) -> {
			Assertions.assertThat(decode(in)).isEqualTo(frame);
			Assertions.assertThat(in.readerIndex()).as("reader index").isEqualTo(BEFORE + frameBytes);
		});
	}

	FrameAssert isIncomplete() {
		return inBuffers((in) -> {
			Assertions.assertThat(decode(in)).isNull();
			Assertions.assertThat(in.readerIndex()).as("reader index").isEqualTo(BEFORE);
		});
	}

	FrameAssert isMalformed(String message) {
		return inBuffers((in) -> Assertions.assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> decode(in))
			.withMessage(message));
	}

	FrameAssert isMalformed() {
		return inBuffers((in) -> Assertions.assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> decode(in)));
	}

	FrameAssert isTooLarge(long frameBytes) {
		return inBuffers((in) -> Assertions.assertThatExceptionOfType(FrameTooLargeException.class)
			.isThrownBy(() -> decode(in))
			.satisfies((ex) -> {
				Assertions.assertThat(ex.frameBytes()).isEqualTo(frameBytes);
				Assertions.assertThat(ex.maxFrameBytes()).isEqualTo(this.maxFrameBytes);
			}));
	}

	private Frame decode(ByteBuf in) {
		return FrameDecoder.of(this.format).decode(in, this.version, this.maxFrameBytes);
	}

	private FrameAssert inBuffers(Consumer<ByteBuf> assertion) {
		for (ByteBuf in : List.of(Unpooled.buffer(), Unpooled.directBuffer())) {
			try {
				in.writeZero(BEFORE).writeBytes(this.actual).readerIndex(BEFORE);
				assertion.accept(in);
			}
			finally {
				in.release();
			}
		}
		return this;
	}

}
