package io.wknet.fuzz;

import java.util.function.Consumer;

/**
 * The fuzz targets, and how often a test may run each of them: a target with a whole
 * pipeline takes longer than one with a decoder.
 */
enum FuzzTarget {

	FIXED_STREAM("FixedStreamFuzzer", FixedStreamFuzzer::fuzzerTestOneInput, 25_000),

	VARIABLE_STREAM("VariableStreamFuzzer", VariableStreamFuzzer::fuzzerTestOneInput, 25_000),

	FRAME_BODY("FrameBodyFuzzer", FrameBodyFuzzer::fuzzerTestOneInput, 40_000),

	PIPELINE("PipelineFuzzer", PipelineFuzzer::fuzzerTestOneInput, 4_000),

	WEB_SOCKET("WebSocketFuzzer", WebSocketFuzzer::fuzzerTestOneInput, 2_000),

	HANDSHAKE("HandshakeFuzzer", HandshakeFuzzer::fuzzerTestOneInput, 2_000),

	PROXY_HEADER("ProxyHeaderFuzzer", ProxyHeaderFuzzer::fuzzerTestOneInput, 4_000),

	TLS_RECORDS("TlsRecordsFuzzer", TlsRecordsFuzzer::fuzzerTestOneInput, 1_000),

	SEALED_PAYLOAD("SealedPayloadFuzzer", SealedPayloadFuzzer::fuzzerTestOneInput, 10_000),

	CLIENT_KEY("ClientKeyFuzzer", ClientKeyFuzzer::fuzzerTestOneInput, 1_000),

	SESSION("SessionFuzzer", SessionFuzzer::fuzzerTestOneInput, 2_000);

	private final String fuzzer;

	private final Consumer<byte[]> target;

	private final int executions;

	FuzzTarget(String fuzzer, Consumer<byte[]> target, int executions) {
		this.fuzzer = fuzzer;
		this.target = target;
		this.executions = executions;
	}

	/**
	 * The name of the class.
	 */
	String fuzzer() {
		return this.fuzzer;
	}

	int executions() {
		return this.executions;
	}

	void run(byte[] input) {
		this.target.accept(input);
	}

}
