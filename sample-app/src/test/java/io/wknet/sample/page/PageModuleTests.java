package io.wknet.sample.page;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.Setting;
import io.wknet.sample.SampleTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.chrome.ChromeDriver;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page's modules one by one, in a real browser: bytes against those of the Java
 * codec, and times with a socket that is not one.
 */
@SampleTest
class PageModuleTests {

	private static final int VERSION = 5;

	/**
	 * What every script can use: bytes as hexadecimal digits, and results that survive
	 * the way into Java.
	 */
	private static final String PRELUDE = """
			const done = arguments[arguments.length - 1];
			const input = arguments[0];
			const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
			const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
			const plain = (value) => JSON.parse(JSON.stringify(value, (key, part) => (typeof part === 'bigint')
				? part.toString() : (part instanceof Uint8Array) ? hex(part) : part));
			const load = (path) => import(new URL('js/' + path, document.baseURI));
			const body = async () => {
			%s
			};
			body().then((result) => done(plain(result)), (error) => done('failed: ' + error.stack));
			""";

	@RegisterExtension
	static final Browsers browsers = new Browsers();

	@LocalServerPort
	private int webPort;

	private ChromeDriver driver;

	@BeforeEach
	void openThePage() {
		this.driver = browsers.next();
		ChatPage.open(this.driver, this.webPort);
	}

	@Test
	void writesConnectByteByByte() {
		assertThat(run("""
				const { encodeConnect } = await load('wire/frames.js');
				return hex(encodeConnect({ uid: 'alice', token: 't', deviceId: 'd1', timestamp: 1700000000000n }));
				""")).isEqualTo("01" + "00" + "0000001a" + "05" + "01" + "00026431" + "0005616c696365" + "000174"
				+ "0000018bcfe56800" + "0000");
	}

	@Test
	void writesWhatTheServerReads() {
		assertThat(decode("""
				const { encodeSend } = await load('wire/frames.js');
				return hex(encodeSend({ flags: 10, clientSeq: 4294967295, clientMsgNo: 'n', channelId: 'früh 🐵',
					channelType: 2, payload: bytes('00ff') }));
				""")).isEqualTo(new SendFrame(FrameFlags.RED_DOT | FrameFlags.DUP, 0, 0xFFFF_FFFFL, "n", "", "früh 🐵",
				2, 0, "", "", Payload.wrap(new byte[] { 0, -1 })));
		assertThat(decode("""
				const { encodeRecvack } = await load('wire/frames.js');
				return hex(encodeRecvack({ flags: 2, messageId: 9223372036854775807n, messageSeq: 4294967295 }));
				""")).isEqualTo(new RecvackFrame(FrameFlags.RED_DOT, Long.MAX_VALUE, 0xFFFF_FFFFL));
		assertThat(decode("""
				const { encodePing } = await load('wire/frames.js');
				return hex(encodePing());
				""")).isEqualTo(PingFrame.INSTANCE);
		assertThat(decode("""
				const { encodeApplication } = await load('wire/frames.js');
				return hex(encodeApplication(255, new Uint8Array(300)));
				""")).isEqualTo(ApplicationFrame.of(255, Payload.wrap(new byte[300])));
	}

	@Test
	void readsWhatTheServerWrites() {
		assertThat(read(new ConnackFrame(5, -2, ReasonCode.SUCCESS, "K", "S", -1)))
			.containsAllEntriesOf(Map.of("type", 2L, "serverVersion", 5L, "timeDiff", "-2", "reasonCode", 1L,
					"serverKey", "K", "salt", "S", "nodeId", "18446744073709551615"));
		assertThat(read(new SendackFrame(FrameFlags.RED_DOT, Long.MAX_VALUE, 1, 0xFFFF_FFFFL, ReasonCode.BAN)))
			.containsAllEntriesOf(Map.of("type", 4L, "flags", 2L, "messageId", "9223372036854775807", "clientSeq", 1L,
					"messageSeq", 4_294_967_295L, "reasonCode", 19L));
		assertThat(read(recv(Setting.TOPIC))).containsAllEntriesOf(Map.of("type", 5L, "flags", 3L, "fromUid", "bob",
				"channelId", "lobby", "channelType", 2L, "expire", 4_294_967_295L, "clientMsgNo", "n", "topic", "🐵"));
		assertThat(read(recv(0))).containsAllEntriesOf(Map.of("messageId", "9007199254740993", "messageSeq", 77L,
				"timestamp", -1L, "topic", "", "payload", "00ff80"));
		assertThat(read(PongFrame.INSTANCE)).containsEntry("type", 8L);
		assertThat(read(DisconnectFrame.of(ReasonCode.CONNECT_KICK, "KICKED")))
			.containsAllEntriesOf(Map.of("type", 9L, "reasonCode", 12L, "reason", "KICKED"));
		assertThat(read(ApplicationFrame.of(16, Payload.utf8("{}")))).containsEntry("payload", "7b7d");
	}

	private static RecvFrame recv(int setting) {
		return new RecvFrame(FrameFlags.NO_PERSIST | FrameFlags.RED_DOT, setting, "", "bob", "lobby", 2, 0xFFFF_FFFFL,
				"n", 0, "", 0, 9_007_199_254_740_993L, 77, -1, (setting != 0) ? "🐵" : "",
				Payload.wrap(new byte[] { 0, -1, -128 }));
	}

	@Test
	void readsFramesHoweverTheyAreCut() {
		String stream = encode(recv(0)) + encode(PongFrame.INSTANCE) + encode(recv(0));
		assertThat(
				run("""
						const { FrameDecoder } = await load('wire/frames.js');
						const stream = bytes(input);
						const results = new Set();
						for (let first = 0; first <= stream.length; first++) {
							for (const second of [first, first + 1, first + 7]) {
								const decoder = new FrameDecoder();
								const frames = [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)]
									.flatMap((part) => decoder.decode(part));
								results.add(frames.map(({ type, messageSeq }) => `${type}:${messageSeq}`).join(' '));
							}
						}
						return [...results];
						""",
						stream))
			.isEqualTo(List.of("5:77 8:undefined 5:77"));
	}

	@Test
	void refusesWhatIsMalformed() {
		List<String> malformed = List.of("00", "0d", "0f0000000000", "050000100001", "0900000000020c00",
				"0900000000050c00034142", "0900000000030cffff", "0900000000040c0001ff");
		assertThat(run("""
				const { FrameDecoder } = await load('wire/frames.js');
				return input.map((text) => {
					try {
						new FrameDecoder().decode(bytes(text));
						return 'taken';
					} catch (error) {
						return error.constructor.name;
					}
				});
				""", malformed)).isEqualTo(malformed.stream().map((text) -> "MalformedFrameError").toList());
	}

	@Test
	void understandsTextAndNamesTheRest() {
		assertThat(run("""
				const { decodeText, encodeText } = await load('chat/content.js');
				const utf8 = (text) => new TextEncoder().encode(text);
				return [decodeText(encodeText('a "b" 🐵')), decodeText(utf8('{"type":2}')), decodeText(utf8('hi')),
					decodeText(utf8('null')), decodeText(bytes('ff'))];
				"""))
			.isEqualTo(List.of("a \"b\" 🐵", "(content of type 2)", "(2 bytes)", "(content of type 0)", "(1 bytes)"));
	}

	@Test
	void waitsLongerEachTimeButNeverTooLong() {
		assertThat(run("""
				const { Backoff } = await load('wire/backoff.js');
				const times = (random) => {
					const backoff = new Backoff({ first: 1000, longest: 30000, random: () => random });
					return Array.from({ length: 7 }, () => backoff.next());
				};
				return [times(0), times(1)];
				""")).isEqualTo(List.of(List.of(500L, 1000L, 2000L, 4000L, 8000L, 15_000L, 15_000L),
				List.of(1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L)));
	}

	@Test
	void takesAMissingPongForTheEndOfTheConnection() {
		assertThat(withSocket(
				"""
						socket.receive('020100000016' + '05' + '0000000000000000' + '01' + '0000' + '0000' + '0000000000000000');
						const ending = await ended;
						return [ending, socket.sent.slice(1), socket.closed];
						"""))
			.isEqualTo(List.of(Map.of("kind", "lost", "text", "The server does not answer any more."),
					List.of("070000000000"), true));
	}

	@Test
	void doesNotWaitForEverForALogin() {
		assertThat(withSocket("return (await ended).text;")).isEqualTo("The server did not answer.");
	}

	@Test
	void takesABusyServerForALostConnectionAndARefusalForFinal() {
		String connack = "socket.receive('020100000016' + '05' + '0000000000000000' + '%s' + '0000' + '0000' "
				+ "+ '0000000000000000'); return (await ended).kind;";
		assertThat(withSocket(connack.formatted("0f"))).isEqualTo("lost");
		assertThat(withSocket(connack.formatted("02"))).isEqualTo("refused");
		assertThat(withSocket("socket.receive('090000000009' + '0c' + '00064b49434b4544'); return (await ended).kind;"))
			.isEqualTo("kicked");
	}

	/**
	 * Run a script with a connection whose socket is a made-up one.
	 */
	private Object withSocket(String script) {
		return run(
				"""
						const { Connection } = await load('wire/connection.js');
						const socket = {
							sent: [],
							closed: false,
							readyState: WebSocket.OPEN,
							send(frame) { this.sent.push(hex(frame)); },
							close() { this.closed = true; },
							receive(text) { this.onmessage({ data: bytes(text).buffer }); }
						};
						const ended = new Promise((resolve) => new Connection('ws://nowhere', { uid: 'u', token: 't', deviceId: 'd' },
							{ onOnline: () => {}, onFrame: () => {}, onEnd: resolve },
							{ open: () => socket, timing: { loginWithin: 200, pingEvery: 20, pongWithin: 15 } }));
						socket.onopen();
						"""
						+ script);
	}

	private Frame decode(String script) {
		ByteBuf bytes = Unpooled.wrappedBuffer(HexFormat.of().parseHex((String) run(script)));
		Frame frame = FrameDecoder.of(WireFormat.FIXED).decode(bytes, VERSION, 1024);
		assertThat(bytes.isReadable()).isFalse();
		return frame;
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> read(Frame frame) {
		return (Map<String, Object>) run("""
				const { FrameDecoder } = await load('wire/frames.js');
				return new FrameDecoder().decode(bytes(input))[0];
				""", encode(frame));
	}

	private static String encode(Frame frame) {
		ByteBuf bytes = Unpooled.buffer();
		FrameEncoder.of(WireFormat.FIXED).encode(frame, VERSION, bytes);
		return ByteBufUtil.hexDump(bytes);
	}

	private Object run(String script) {
		return run(script, "");
	}

	private Object run(String script, Object input) {
		return this.driver.executeAsyncScript(PRELUDE.formatted(script), input);
	}

}
