package io.wknet.bench.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The questions that come on standard input, one a line. Each is answered by one line on
 * standard output, which begins with {@link #MARK}; what else is printed there is no
 * answer. The first such line says that the process is ready. After {@code exit}, or at
 * the end of the input, there are no more questions.
 *
 * @since 0.1.0
 */
public final class Questions {

	/**
	 * What a line begins with that is an answer.
	 */
	public static final String MARK = "BENCH ";

	/**
	 * The answer to a question that nobody knows.
	 */
	public static final String UNKNOWN = "error=1";

	private Questions() {
	}

	/**
	 * Say that the process is ready, and answer questions until there are no more, on the
	 * thread that calls this. Whether the process then ends is the caller's business.
	 * @param answering knows the answers
	 * @throws IOException if standard input can not be read
	 * @throws Exception what the answering threw; there are no answers after it
	 */
	public static void answer(Answering answering) throws Exception {
		tell("ready");
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		String question = in.readLine();
		while (question != null && !question.equals("exit")) {
			tell(answering.answer(question.split(" ", -1)));
			question = in.readLine();
		}
	}

	/**
	 * At once, so that what other threads print does not come in between.
	 */
	private static void tell(String answer) {
		System.out.println(MARK + answer);
	}

	/**
	 * Knows the answers.
	 */
	@FunctionalInterface
	public interface Answering {

		/**
		 * Answer a question.
		 * @param words the words of the question, at least one
		 * @return a line, usually figures as {@code name=value} with spaces between them;
		 * {@link Questions#UNKNOWN} if there is no such question
		 * @throws Exception if it fails in a way that leaves nothing to ask
		 */
		String answer(String[] words) throws Exception;

	}

}
