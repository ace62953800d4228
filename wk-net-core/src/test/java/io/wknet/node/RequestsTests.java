package io.wknet.node;

import java.util.ArrayList;
import java.util.List;

import io.wknet.node.Part.Reply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that wait for other nodes' answers.
 */
class RequestsTests {

	private final Requests requests = new Requests(1);

	private final List<Integer> waitingWhenOver = new ArrayList<>();

	@Test
	void whoHearsThatItIsOverFindsItsRoomFree() {
		RemotePart answered = begin();
		answered.expect(1);
		answered.begun();
		assertThat(this.requests.size()).isOne();
		this.requests.answered(new Reply(answered.id(), 1, 0, 0, 0, 0, false));
		begin().failed("A node did not answer", null);
		assertThat(this.waitingWhenOver).containsExactly(0, 0);
	}

	@Test
	void oneTooManyTakesNoRoom() {
		RemotePart first = begin();
		RemotePart second = new RemotePart(this.requests.nextId(), 0, this.requests::remove);
		assertThat(this.requests.add(second)).isFalse();
		second.failed("Too many wait", null);
		assertThat(this.requests.size()).isOne();
		assertThat(this.requests.rejected.sum()).isOne();
		first.failed("A node did not answer", null);
		assertThat(this.requests.size()).isZero();
	}

	private RemotePart begin() {
		RemotePart request = new RemotePart(this.requests.nextId(), 0, this.requests::remove);
		assertThat(this.requests.add(request)).isTrue();
		request.completion().whenComplete((result, failure) -> this.waitingWhenOver.add(this.requests.size()));
		return request;
	}

}
