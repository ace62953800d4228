package io.wknet.sample.chat;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

import io.wknet.connection.WkConnection;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.inOrder;
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
		this.inbox.deliver(message(4));
		this.inbox.deliverMissed(message(2));
		verify(this.connection, never()).send(message(3));
		this.inbox.caughtUp();
		this.inbox.deliver(message(5));
		InOrder order = inOrder(this.connection);
		for (long id = 1; id <= 5; id++) {
			order.verify(this.connection).send(message(id));
		}
	}

	@Test
	void aMissedMessageThatIsNewTooIsDeliveredOnce() {
		this.inbox.deliver(message(1));
		this.inbox.deliverMissed(message(1));
		this.inbox.deliverMissed(message(2));
		this.inbox.caughtUp();
		this.inbox.deliver(message(2));
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
