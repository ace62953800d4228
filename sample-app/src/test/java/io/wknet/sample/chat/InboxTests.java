package io.wknet.sample.chat;

import java.time.Duration;

import io.wknet.connection.CloseReason;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import io.wknet.spring.test.TestWkConnection;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a connection gets, and when.
 */
class InboxTests {

	private final ChatProperties properties = new ChatProperties(DataSize.ofKilobytes(1), 2, Duration.ofMinutes(1));

	private final TestWkConnection connection = TestWkConnection.authenticated("bob");

	private final Inbox inbox = Inbox.of(this.connection, this.properties);

	@Test
	void isOnePerConnection() {
		assertThat(Inbox.of(this.connection, this.properties)).isSameAs(this.inbox);
	}

	@Test
	void newMessagesWaitForTheMissedOnes() {
		this.inbox.deliver(message(3));
		this.inbox.deliverMissed(message(1));
		assertThat(this.inbox.admit(message(4))).isFalse();
		this.inbox.deliverMissed(message(2));
		assertThat(this.inbox.takeWaiting()).containsExactly(message(3), message(4));
		assertThat(this.connection.sent()).containsExactly(message(1), message(2));
	}

	@Test
	void nothingOvertakesWhatHasWaited() {
		this.inbox.deliver(message(1));
		assertThat(this.inbox.takeWaiting()).containsExactly(message(1));
		// The network has not taken it yet.
		this.inbox.deliver(message(2));
		assertThat(this.inbox.admit(message(3))).isFalse();
		assertThat(this.inbox.isCaughtUp()).isFalse();
		assertThat(this.inbox.takeWaiting()).containsExactly(message(2), message(3));
		assertThat(this.inbox.isCaughtUp()).isFalse();
		assertThat(this.inbox.takeWaiting()).isEmpty();
		assertThat(this.inbox.isCaughtUp()).isTrue();
		assertThat(this.connection.sent()).isEmpty();
	}

	@Test
	void newMessagesPassOnceItHasCaughtUp() {
		this.inbox.takeWaiting();
		assertThat(this.inbox.admit(message(1))).isTrue();
		this.inbox.deliver(message(2));
		assertThat(this.connection.sent()).containsExactly(message(2));
	}

	@Test
	void aMissedMessageThatIsNewTooIsDeliveredOnce() {
		this.inbox.deliver(message(1));
		this.inbox.deliverMissed(message(1));
		this.inbox.deliverMissed(message(2));
		assertThat(this.inbox.takeWaiting()).isEmpty();
		assertThat(this.inbox.isCaughtUp()).isTrue();
		this.inbox.deliver(message(2));
		assertThat(this.inbox.admit(message(1))).isFalse();
		assertThat(this.connection.sent()).containsExactly(message(1), message(2));
	}

	@Test
	void closesTheConnectionOfADeviceThatCanNotFollow() {
		this.inbox.deliver(message(1));
		this.inbox.deliver(message(2));
		assertThat(this.connection.isOpen()).isTrue();
		this.inbox.deliver(message(3));
		assertThat(this.connection.closeReason()).isEqualTo(CloseReason.SERVER);
	}

	private static RecvFrame message(long id) {
		return new RecvFrame(0, 0, "", "alice", "alice", 1, 0, "", 0, "", 0, id, id, 1_700_000_000, "", Payload.EMPTY);
	}

}
