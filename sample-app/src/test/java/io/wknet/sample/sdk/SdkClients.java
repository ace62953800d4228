package io.wknet.sample.sdk;

import java.util.ArrayList;
import java.util.List;

import io.wknet.sample.Programs;
import io.wknet.sample.sdk.SdkInstallation.MissingException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;

/**
 * Gives tests clients that use WuKongIM's JavaScript SDK, if this machine has Node and
 * npm can install the SDK. They end with the test.
 */
public final class SdkClients implements ExecutionCondition, AfterEachCallback {

	private static SdkInstallation installation;

	private final List<SdkClient> started = new ArrayList<>();

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		try {
			return ConditionEvaluationResult.enabled("There is " + installation().script());
		}
		catch (MissingException ex) {
			return Programs.skip(context, "WuKongIM's JavaScript SDK", ex.getMessage());
		}
	}

	private static synchronized SdkInstallation installation() throws MissingException {
		if (installation == null) {
			installation = SdkInstallation.install();
		}
		return installation;
	}

	/**
	 * A client in a process of its own, because the SDK has one connection only.
	 * @param uid who uses it; the token is the uid's
	 * @param port the server's WebSocket port
	 * @return the client, not connected
	 */
	public SdkClient client(String uid, int port) {
		try {
			SdkClient client = new SdkClient(installation(), uid, address(port));
			this.started.add(client);
			return client;
		}
		catch (MissingException ex) {
			throw new AssertionFailedError(ex.getMessage(), ex);
		}
	}

	static String address(int port) {
		return "ws://localhost:" + port + "/";
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		for (SdkClient client : this.started) {
			client.end();
		}
		this.started.clear();
	}

}
