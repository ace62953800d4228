package io.wknet.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.ProtocolException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for all texts: they are frames or a mistake of the peer, wherever the
 * network cuts them, and payloads come through as they are.
 */
class JsonPropertiesTests {

	private static final List<String> TEXTS = List.of(
			"{'jsonrpc':'2.0','id':'1','method':'connect','params':{'uid':'alice','token':'t','deviceFlag':1}}",
			"{'method':'send','id':12,'params':{'header':{'redDot':true},'setting':{'topic':true},'channelId':'bob',"
					+ "'channelType':1,'expire':60,'topic':'t','payload':{'content':'h\\u00fc\u20ac','type':[1,-2.5e3]}}}",
			"{'method':'recvack','params':{'messageId':'1795439660000003','messageSeq':4294967295}}",
			"{'method':'subscribe','id':'s','params':{'subNo':'1','channelId':'news','channelType':7,'param':''}}",
			"{'method':'event','params':{'id':'e','type':'typing','timestamp':17,'data':'x'}}",
			"{'method':'frame','params':{'type':255,'flags':255,'payloadBase64':'AP+A'}}",
			"{'method':'ping','id':null}", "{'method':'disconnect','params':{'reasonCode':0,'reason':'bye'}}");

	private static final String[] PIECES = { "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "null", "true", "1e999",
			"-", "00", "\u20ac", "\ud83d\ude00", "\"id\":", "\"method\":", "\"params\":", "\"payload\":",
			"9".repeat(300), "\"\"", " " };

	/**
	 * Texts that are almost right.
	 */
	@Provide
	Arbitrary<byte[]> texts() {
		return Arbitraries.randomValue((random) -> {
			StringBuilder text = new StringBuilder(TEXTS.get(random.nextInt(TEXTS.size())).replace('\'', '"'));
			for (int i = random.nextInt(5); i > 0; i--) {
				change(text, random);
			}
			byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
			if (random.nextInt(8) == 0 && bytes.length > 0) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			return bytes;
		});
	}

	private static void change(StringBuilder text, Random random) {
		int from = random.nextInt(text.length() + 1);
		int to = Math.min(text.length(), from + random.nextInt(6));
		text.replace(from, to, random.nextBoolean() ? PIECES[random.nextInt(PIECES.length)] : "");
	}

	@Provide
	Arbitrary<Payload> payloads() {
		Arbitrary<Payload> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(60).map(Payload::copyOf);
		Arbitrary<Payload> strings = Arbitraries.strings().ofMaxLength(40).map(Payload::utf8);
		Arbitrary<Payload> json = Arbitraries.of(PIECES)
			.array(String[].class)
			.ofMaxSize(8)
			.map((pieces) -> Payload.utf8("[" + String.join("", pieces) + "]"));
		return Arbitraries.oneOf(bytes, strings, json);
	}

	@Property(tries = 20_000)
	void aTextIsAFrameOrAMistake(@ForAll("texts") byte[] text) {
		Outcome outcome = Outcome.of(new JsonConversation(), text, text.length + 1);
		if (outcome.frame != null) {
			assertThat(FrameEncoder.of(WireFormat.FIXED).encodedBytes(outcome.frame, 5)).isPositive();
		}
		Outcome begun = Outcome.of(JsonTalk.begunConversation(), text, text.length + 1);
		if (begun.frame != null) {
			assertThat(FrameEncoder.of(WireFormat.FIXED).encodedBytes(begun.frame, 5)).isPositive();
		}
	}

	@Property(tries = 2_000)
	void itIsTheSameWhereverItIsCut(@ForAll("texts") byte[] text) {
		Outcome whole = Outcome.of(new JsonConversation(), text, text.length + 1);
		Outcome cut = Outcome.of(new JsonConversation(), text, 1);
		assertThat(cut.mistake).isEqualTo(whole.mistake);
		assertThat((cut.frame != null) ? cut.frame.type() : null)
			.isEqualTo((whole.frame != null) ? whole.frame.type() : null);
	}

	@Property(tries = 10_000)
	void payloadsComeThrough(@ForAll("payloads") Payload payload) {
		String text = JsonTalk.begun().write(ApplicationFrame.of(16, payload));
		ByteBuf out = Unpooled.buffer();
		JsonConversation.encoderForAll().encode(ApplicationFrame.of(16, payload), 5, out);
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		Outcome outcome = Outcome.of(JsonTalk.begunConversation(), bytes, bytes.length + 1);
		assertThat(outcome.mistake).as(text).isNull();
		assertThat(trimmed(((ApplicationFrame) outcome.frame).payload())).isEqualTo(trimmed(payload));
	}

	/**
	 * Blanks around an object do not come through.
	 */
	private static Payload trimmed(Payload payload) {
		String text = payload.toUtf8();
		return (text.strip().startsWith("[") || text.strip().startsWith("{")) ? Payload.utf8(text.strip()) : payload;
	}

	/**
	 * What becomes of a text.
	 */
	private static final class Outcome {

		private @Nullable Frame frame;

		private @Nullable String mistake;

		static Outcome of(JsonConversation conversation, byte[] text, int pieceBytes) {
			Outcome outcome = new Outcome();
			byte[] bytes = Arrays.copyOf(text, text.length + 1);
			bytes[text.length] = JsonConversation.END;
			ByteBuf in = Unpooled.buffer();
			try {
				for (int from = 0; from < bytes.length && outcome.frame == null; from += pieceBytes) {
					in.writeBytes(bytes, from, Math.min(pieceBytes, bytes.length - from));
					outcome.frame = conversation.decoder().decode(in, 5, 1 << 20);
				}
			}
			catch (ProtocolException ex) {
				outcome.mistake = ex.toString();
			}
			return outcome;
		}

	}

}
