package io.wknet.spring.lifecycle;

import io.wknet.server.WkServerBindException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which listener could not be bound, and what to do, in place of a stack trace.
 */
final class WkServerBindFailureAnalyzer extends AbstractFailureAnalyzer<WkServerBindException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WkServerBindException cause) {
		String prefix = "wk.net." + cause.listener();
		Throwable reason = cause.getCause();
		String description = "wk-net's listener '" + cause.listener() + "' could not be bound to " + cause.address()
				+ ((reason != null) ? ": " + reason.getMessage() : "") + ".";
		String action = "Identify and stop the process that listens on port " + cause.address().getPort() + ", or set "
				+ prefix + ".port to another port (0 for any free one). If the address is not one of "
				+ "this machine, set " + prefix + ".host.";
		return new FailureAnalysis(description, action, cause);
	}

}
