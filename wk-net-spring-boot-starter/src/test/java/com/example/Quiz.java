package com.example;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;

import org.springframework.stereotype.Component;

@Component
public class Quiz {

	@WkOnFrame(20)
	public Verdict answer(WkConnection player, @Payload Answer answer) {
		if (answer.number() == 42) {
			return new Verdict("right");
		}
		int mistakes = (int) player.attributes().merge("mistakes", 1, (before, one) -> (int) before + (int) one);
		if (mistakes == 3) {
			player.close(ReasonCode.BAN, "three mistakes");
		}
		return new Verdict("wrong");
	}

	public record Answer(int number) {

	}

	public record Verdict(String text) {

	}

}
