package io.wknet.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Utf8}, which reads like the JDK's strict decoder and writes like
 * {@link String#getBytes}.
 */
class Utf8Tests {

	private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true);

	/**
	 * Bytes around which UTF-8 changes its mind.
	 */
	private static final int[] EDGES = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
			0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF };

	@Test
	void agreesOnAllPairsOfBytes() {
		for (int first = 0; first < 256; first++) {
			for (int second = 0; second < 256; second++) {
				assertAgrees((byte) first, (byte) second);
			}
		}
	}

	@Test
	void agreesOnThreeAndFourBytesAtTheEdges() {
		for (int first : EDGES) {
			for (int second : EDGES) {
				for (int third : EDGES) {
					assertAgrees((byte) first, (byte) second, (byte) third);
					for (int fourth : EDGES) {
						assertAgrees((byte) first, (byte) second, (byte) third, (byte) fourth);
					}
				}
			}
		}
	}

	@Test
	void agreesOnRandomCharactersWithOneByteChanged() {
		Random random = new Random(4);
		for (int round = 0; round < 20_000; round++) {
			String text = random.ints(1 + random.nextInt(8), 0, 0xD800)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.append("🐵")
				.toString();
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			assertAgrees(bytes);
		}
	}

	@Test
	void writesLikeTheJdkWhateverTheSurrogates() {
		char[] edges = { 'a', '\u007F', '\u0080', '\u07FF', '\u0800', '悟', '\uD800', '\uDBFF', '\uDC00', '\uDFFF',
				'\uE000', '\uFFFF' };
		Random random = new Random(5);
		for (int round = 0; round < 50_000; round++) {
			StringBuilder text = new StringBuilder();
			for (int rest = random.nextInt(6); rest >= 0; rest--) {
				text.append(edges[random.nextInt(edges.length)]);
			}
			assertWrites(text.toString());
		}
	}

	private static void assertWrites(String text) {
		byte[] expected = text.getBytes(StandardCharsets.UTF_8);
		assertThat(Utf8.bytes(text)).as(text).isEqualTo(expected.length);
		ByteBuf out = ALLOCATOR.heapBuffer();
		Utf8.write(out, text, expected.length);
		assertThat(ByteBufUtil.getBytes(out)).as(text).isEqualTo(expected);
	}

	private static void assertAgrees(byte... bytes) {
		assertThat(read(bytes)).as(() -> "of " + ByteBuffer.wrap(bytes)).isEqualTo(readStrictly(bytes));
	}

	private static String read(byte[] bytes) {
		try {
			return Utf8.read(ALLOCATOR.heapBuffer().writeBytes(bytes), bytes.length);
		}
		catch (MalformedFrameException ex) {
			return "malformed";
		}
	}

	private static String readStrictly(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			return "malformed";
		}
	}

}
