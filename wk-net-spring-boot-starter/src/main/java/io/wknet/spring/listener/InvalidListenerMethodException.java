package io.wknet.spring.listener;

/**
 * An annotated method can not be called as a listener.
 *
 * @since 0.1.0
 */
public final class InvalidListenerMethodException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create the exception.
	 * @param problem what is wrong, with the names of bean, method and parameter
	 * @param action what to do about it
	 */
	public InvalidListenerMethodException(String problem, String action) {
		super(problem + " " + action);
		this.action = action;
	}

	/**
	 * What to do about it.
	 * @return a sentence for the developer
	 */
	public String action() {
		return this.action;
	}

	/**
	 * What is wrong.
	 * @return a sentence with the names of bean, method and parameter
	 */
	public String problem() {
		String message = String.valueOf(getMessage());
		return message.substring(0, message.length() - this.action.length() - 1);
	}

}
