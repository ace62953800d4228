package io.wknet.codec;

import io.wknet.codec.WkprotoVectors.Vector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.wknet.codec.FrameAssert.assertThatBytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests against bytes of the reference codec, see {@link WkprotoVectors}.
 */
class WkprotoVectorTests {

	@ParameterizedTest
	@MethodSource("io.wknet.codec.WkprotoVectors#vectors")
	void writesTheBytesOfTheReference(Vector vector) {
		assertThat(EncodedBytes.of(vector.frame(), WireFormat.WKPROTO, vector.version()))
			.containsExactly(vector.bytes());
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.WkprotoVectors#vectors")
	void readsTheBytesOfTheReference(Vector vector) {
		assertThatBytes(vector.bytes()).over(WireFormat.WKPROTO).inVersion(vector.version()).isFrame(vector.frame());
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.WkprotoVectors#vectors")
	void writesTheSameBodyUnderTheFixedHeader(Vector vector) {
		assertThat(EncodedBytes.of(vector.frame(), WireFormat.FIXED, vector.version()))
			.containsExactly(vector.bytesUnderFixedHeader());
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.WkprotoVectors#vectors")
	void readsTheSameBodyUnderTheFixedHeader(Vector vector) {
		assertThatBytes(vector.bytesUnderFixedHeader()).over(WireFormat.FIXED)
			.inVersion(vector.version())
			.isFrame(vector.frame());
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.WkprotoVectors#decodeCases")
	void decidesLikeTheReference(Vector vector) {
		FrameAssert bytes = assertThatBytes(vector.bytes()).over(WireFormat.WKPROTO).inVersion(vector.version());
		switch (vector.outcome()) {
			case "frame" -> bytes.beginsWithFrame(vector.frame(), vector.size());
			case "incomplete" -> bytes.isIncomplete();
			case "error" -> bytes.isMalformed();
			default -> throw new IllegalStateException("Unknown outcome " + vector.outcome());
		}
	}

}
