package io.wknet.sample.chat;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

import io.wknet.connection.WkConnection;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * What a connection gets, and when.
 */
class InboxTests {

	private final ChatProperties properties = new ChatProperties(DataSize.ofKilobytes(1), 2, Duration.ofMinutes(1));

	private final WkConnection connection = mock(WkConnection.class);

	private Inbox inbox;

	@BeforeEach
	void open() {
		given(this.connection.attributes()).willReturn(new ConcurrentHashMap<>());
		this.inbox = Inbox.of(this.connection, this.properties);
	}

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
		verify(this.connection).send(message(1));
		verify(this.connection).send(message(2));
		verify(this.connection, never()).send(message(3));
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
		verify(this.connection, never()).send(any());
	}

	@Test
	void newMessagesPassOnceItHasCaughtUp() {
		this.inbox.takeWaiting();
		assertThat(this.inbox.admit(message(1))).isTrue();
		this.inbox.deliver(message(2));
		verify(this.connection).send(message(2));
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
		verify(this.connection, times(1)).send(message(1));
		verify(this.connection, times(1)).send(message(2));
	}

	@Test
	void closesTheConnectionOfADeviceThatCanNotFollow() {
		this.inbox.deliver(message(1));
		this.inbox.deliver(message(2));
		verify(this.connection, never()).close();
		this.inbox.deliver(message(3));
		verify(this.connection).close();
	}

	private static RecvFrame message(long id) {
		return new RecvFrame(0, 0, "", "alice", "alice", 1, 0, "", 0, "", 0, id, id, 1_700_000_000, "", Payload.EMPTY);
	}

}
