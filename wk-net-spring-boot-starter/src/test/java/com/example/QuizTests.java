package com.example;

import com.example.Quiz.Answer;
import com.example.Quiz.Verdict;
import io.wknet.connection.CloseReason;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.test.TestWkConnection;
import io.wknet.spring.test.WkListenerTester;
import org.junit.jupiter.api.Test;

import static io.wknet.spring.test.WkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

class QuizTests {

	private final Quiz quiz = new Quiz();

	private final TestWkConnection player = TestWkConnection.authenticated("alice");

	@Test
	void knowsTheAnswer() {
		assertThat(this.quiz.answer(this.player, new Answer(42))).isEqualTo(new Verdict("right"));
		assertThat(this.player.isOpen()).isTrue();
	}

	@Test
	void endsAtTheThirdMistake() {
		this.player.attributes().put("mistakes", 2);
		this.quiz.answer(this.player, new Answer(0));
		assertThat(this.player.closeReason()).isEqualTo(CloseReason.SERVER);
		assertThat(this.player.disconnect()).isDisconnect(ReasonCode.BAN, "three mistakes");
	}

	@Test
	void readsAndWritesJson() throws Exception {
		WkListenerTester tester = WkListenerTester.of(this.quiz);
		tester.frame(this.player, 20, "{\"number\":41}");
		assertThat(this.player.sent()).hasSize(1);
		assertThat(this.player.sent().get(0)).isApplication(20).hasJsonPayload("{\"text\":\"wrong\"}");
	}

}
