package io.wknet.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.canary.Canary;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SubFrame;
import io.wknet.support.Bytes;
import io.wknet.support.RecordingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However the network cuts and glues the bytes, the listener gets the same frames.
 */
class SessionSplitFrameTests {

	private static List<ClientFrame> frames(WireFormat format) {
		List<ClientFrame> frames = new ArrayList<>(List.of(SendFrame.of(7, "no", "channel", 2, Payload.utf8("hello")),
				PingFrame.INSTANCE, new RecvackFrame(0, 8, 9), SubFrame.of("no", "channel", 1, SubFrame.SUBSCRIBE),
				new EventFrame(0, "id", "type", 1, Payload.utf8("data"))));
		if (format == WireFormat.FIXED) {
			frames.add(ApplicationFrame.of(16, Payload.EMPTY));
			frames.add(ApplicationFrame.of(255, Payload.utf8("mine")));
		}
		return frames;
	}

	private static List<ClientFrame> heard(WireFormat format) {
		return frames(format).stream().filter((frame) -> frame != PingFrame.INSTANCE).toList();
	}

	private static byte[] encode(WireFormat format, Stream<ClientFrame> frames) {
		ByteBuf out = Unpooled.buffer();
		frames.forEach((frame) -> FrameEncoder.of(format).encode(frame, 5, out));
		return ByteBufUtil.getBytes(out);
	}

	private static byte[] connect(WireFormat format) {
		return (format == WireFormat.FIXED) ? Bytes.connect("alice")
				: Bytes.variableConnect("alice", 5, 0, "device", Canary.TOKEN);
	}

	private static int pongs(byte[] sent, WireFormat format) {
		return sent.length / ((format == WireFormat.FIXED) ? 6 : 1);
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void hearsTheSameFramesCutAtEveryByte(WireFormat format) {
		byte[] bytes = encode(format, frames(format).stream());
		for (int cut = 0; cut <= bytes.length; cut++) {
			RecordingListener listener = new RecordingListener();
			try (SessionFixture fixture = new SessionFixture().on(listener)) {
				TestPeer peer = fixture.login(connect(format));
				peer.receive(Arrays.copyOf(bytes, cut)).receive(Arrays.copyOfRange(bytes, cut, bytes.length));
				assertThat(listener.frames()).as("Cut at %d", cut).isEqualTo(heard(format));
				assertThat(pongs(peer.sentBytes(), format)).isOne();
			}
		}
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void hearsTheSameFramesByteByByteWithTheConnect(WireFormat format) {
		byte[] bytes = Bytes.join(connect(format), encode(format, frames(format).stream()));
		RecordingListener listener = new RecordingListener();
		try (SessionFixture fixture = new SessionFixture().on(listener)) {
			fixture.open().receiveByteByByte(bytes);
			assertThat(listener.frames()).isEqualTo(heard(format));
		}
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void hearsEveryFrameGluedInEveryNumber(WireFormat format) {
		for (ClientFrame frame : heard(format)) {
			for (int count = 1; count <= 40; count++) {
				RecordingListener listener = new RecordingListener();
				try (SessionFixture fixture = new SessionFixture().on(listener)) {
					byte[] one = encode(format, Stream.of(frame));
					fixture.open().receive(Bytes.join(connect(format), Bytes.repeat(one, count)));
					assertThat(listener.frames()).hasSize(count).containsOnly(frame);
				}
			}
		}
	}

}
