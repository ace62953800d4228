package io.wknet.node;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

import io.wknet.cluster.ClusterMember;
import io.wknet.node.Part.All;
import io.wknet.node.Part.CloseUser;
import io.wknet.node.Part.DisplacedConnection;
import io.wknet.node.Part.Lag;
import io.wknet.node.Part.Reply;
import io.wknet.node.Part.ToTopic;
import io.wknet.node.Part.ToUsers;
import io.wknet.topic.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The bytes of the bus.
 */
class NodeMessageTests {

	private static final ClusterMember SELF = new ClusterMember("n1", "b7");

	private static final byte[] FRAME = { 5, 0, 0, 0, 0, 1, 9 };

	static final List<Part> PARTS = List.of(new ToUsers(1, Part.ALL_DEVICES, List.of("alice", "b\u00f6b"), FRAME),
			new ToUsers(Long.MAX_VALUE, 255, List.of(), new byte[0]),
			new ToTopic(2, new Topic("news}\u00e4", 255), "alice", FRAME), new ToTopic(2, Topic.of("n"), "", FRAME),
			new All(-3, FRAME), new CloseUser(4, 1, true, "alice", 0, ""),
			new CloseUser(4, Part.ALL_DEVICES, false, "alice", 255, "gone \u20ac"),
			new DisplacedConnection("b7", Long.MAX_VALUE, true), new DisplacedConnection("b7", 1, false),
			new Reply(5, 1, 2, 3, 4, Integer.MAX_VALUE, true), new Reply(5, 0, 0, 0, 0, 0, false), new Lag(-6));

	@Test
	void writesEveryField() {
		byte[] bytes = message(new ToUsers(0x0102030405060708L, 2, List.of("al"), new byte[] { 7, 0, 0, 0, 0, 0 }),
				new Reply(9, 1, 2, 3, 4, 5, true));
		String expected = "574b" // magic
				+ "01" // version
				+ "02" + "6e31" // node id
				+ "02" + "6237" // boot id
				+ "0002" // number of parts
				+ "01" + "00000016" // to users, its length
				+ "0102030405060708" // request
				+ "0002" // kind of device
				+ "0001" // number of users
				+ "0002" + "616c" // the user
				+ "070000000000" // the frame
				+ "06" + "0000001d" // a reply, its length
				+ "0000000000000009" // request
				+ "00000001" + "00000002" + "00000003" + "00000004" + "00000005" // counts
				+ "01"; // failed
		assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
	}

	@ParameterizedTest
	@FieldSource("PARTS")
	void readsWhatItWrites(Part part) {
		NodeMessage read = NodeMessage.decode(message(part, part));
		assertThat(read.from()).isEqualTo(SELF);
		assertThat(read.parts()).hasSize(2)
			.allSatisfy((one) -> assertThat(one).usingRecursiveComparison().isEqualTo(part));
	}

	@ParameterizedTest
	@FieldSource("PARTS")
	void refusesEveryBeginningOfAMessage(Part part) {
		byte[] bytes = message(part);
		for (int length = 0; length < bytes.length; length++) {
			byte[] cut = Arrays.copyOf(bytes, length);
			assertThatExceptionOfType(MalformedNodeMessageException.class).isThrownBy(() -> NodeMessage.decode(cut));
		}
		byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
		assertThatExceptionOfType(MalformedNodeMessageException.class).isThrownBy(() -> NodeMessage.decode(longer))
			.withMessageContaining("after the last part is not possible, found 1");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, 'The magic number is not possible, found 75'", "2, 2, 'The version is not possible, found 2'",
			"4, 33, 'found '", "11, 8, 'must be 1..7, found 8'", "11, 0, 'must be 1..7, found 0'",
			"15, 127, 'The length of a part is not possible'", "12, -1, 'The length of a part is not possible'" })
	void refusesWhatCanNotBe(int position, int value, String message) {
		byte[] bytes = message(new Lag(1));
		bytes[position] = (byte) value;
		assertThatExceptionOfType(MalformedNodeMessageException.class).isThrownBy(() -> NodeMessage.decode(bytes))
			.withMessageContaining(message);
	}

	@Test
	void takesNoMemoryForWhatIsOnlyAnnounced() {
		byte[] bytes = message(new ToUsers(1, 0, List.of(), new byte[0]));
		bytes[bytes.length - 1] = (byte) 0xFF;
		bytes[bytes.length - 2] = (byte) 0xFF;
		assertThatExceptionOfType(MalformedNodeMessageException.class).isThrownBy(() -> NodeMessage.decode(bytes))
			.withMessageContaining("The number of users is not possible, found 65535");
	}

	@Test
	void bytesThatWereChangedNeverDoMoreThanFail() {
		SplittableRandom random = new SplittableRandom(7);
		byte[] all = message(PARTS.toArray(Part[]::new));
		int read = 0;
		for (int i = 0; i < 100_000; i++) {
			byte[] bytes = all.clone();
			for (int change = 0; change < 1 + i % 3; change++) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			try {
				NodeMessage.decode(bytes);
				read++;
			}
			catch (MalformedNodeMessageException ex) {
				assertThat(ex).hasMessageNotContaining("null");
			}
		}
		// Most bytes are numbers and texts, where any value may be.
		assertThat(read).isBetween(1, 99_999);
	}

	@Test
	void refusesATextThatIsTooLong() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> NodeMessage.encode(new CloseUser(1, 0, false, "alice", 0, "x".repeat(65_536))))
			.withMessageContaining("65,535 bytes of UTF-8, found 65536");
	}

	private static byte[] message(Part... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(NodeMessage.header(SELF, parts.length));
		for (Part part : parts) {
			out.writeBytes(NodeMessage.encode(part));
			out.writeBytes(part.frame());
		}
		return out.toByteArray();
	}

}
