package io.wknet.spring.network;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.template.WkNetTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that speak JSON, in an application.
 */
class JsonTests {

	private static final String CONNECT = "{'id':'1','method':'connect','params':{'uid':'alice','token':'%s'}}";

	private final ApplicationContextRunner runner = NetworkRunner.create()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class));

	private final ApplicationContextRunner json = this.runner.withPropertyValues("wk.net.ws.enabled=true",
			"wk.net.ws.json=true");

	@Test
	void echoesInJsonAndInBinaryAtOnePort() {
		this.json.run((context) -> {
			int port = NetworkRunner.port(context, "ws");
			try (TestJsonSocket client = TestJsonSocket.connect(port);
					TestWebSocket binary = TestWebSocket.connect(port, "/")) {
				client.send(CONNECT.formatted(ServerRunner.TOKEN));
				assertThat(client.receive()).contains("'id':'1','result':{").contains("'reasonCode':1");
				client.send("{'method':'frame','params':{'type':16,'payload':'hello'}}");
				assertThat(client.receive())
					.isEqualTo("{'jsonrpc':'2.0','method':'frame','params':{'type':16,'payload':'hello'}}");
				binary.authenticate("bob", ServerRunner.TOKEN);
				binary.send(16, "hello");
				assertThat(binary.receiveText()).isEqualTo("hello");
				assertThat(context.getBean(ConnectionRegistry.class).findByUid("alice")).singleElement()
					.returns("json", WkConnection::protocol);
			}
		});
	}

	@Test
	void listenersTakeAndGiveObjects() {
		this.json.withBean(Orders.class).run((context) -> {
			try (TestJsonSocket client = TestJsonSocket.connect(NetworkRunner.port(context, "ws"), "jsonrpc")) {
				assertThat(client.protocol()).isEqualTo("jsonrpc");
				client.send(CONNECT.formatted(ServerRunner.TOKEN));
				client.receive();
				client.send("{'method':'frame','params':{'type':17,'payload':{'item':'tea','count':2}}}");
				assertThat(client.receive()).isEqualTo(
						"{'jsonrpc':'2.0','method':'frame','params':{'type':17,'payload':{'item':'tea','count':4}}}");
				context.getBean(WkNetTemplate.class).sendToUser("alice", 18, new Order("milk", 1));
				assertThat(client.receive()).isEqualTo(
						"{'jsonrpc':'2.0','method':'frame','params':{'type':18,'payload':{'item':'milk','count':1}}}");
			}
		});
	}

	@Test
	void tellsAWrongTokenByAnErrorAndTheStatusOfTheWebSocket() {
		this.json.run((context) -> {
			try (TestJsonSocket client = TestJsonSocket.connect(NetworkRunner.port(context, "ws"))) {
				client.send(CONNECT.formatted("wrong"));
				assertThat(client.receive())
					.isEqualTo("{'jsonrpc':'2.0','id':'1','error':{'code':2,'message':'AUTH_FAIL'}}");
				assertThat(client.closeStatus()).isEqualTo(1008);
			}
		});
	}

	@Test
	void refusesTextUnlessItIsSwitchedOn() {
		this.runner.withPropertyValues("wk.net.ws.enabled=true").run((context) -> {
			try (TestJsonSocket client = TestJsonSocket.connect(NetworkRunner.port(context, "ws"))) {
				client.send(CONNECT.formatted(ServerRunner.TOKEN));
				assertThat(client.closeStatus()).isEqualTo(1003);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws", "wss" })
	void saysWhatIsMissingWithoutJackson(String listener) {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withPropertyValues("wk.net." + listener + ".json=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("wk.net." + listener + ".json")
				.hasMessageContaining("tools.jackson.core:jackson-core"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws", "wss" })
	void excludesRequiredEncryptionByName(String listener) {
		this.runner
			.withPropertyValues("wk.net." + listener + ".json=true", "wk.net." + listener + ".encryption=required")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("wk.net." + listener + ".json")
				.hasMessageContaining("wk.net." + listener + ".encryption is required"));
	}

	static class Orders {

		@WkOnFrame(17)
		Order twice(@Payload Order order) {
			return new Order(order.item(), 2 * order.count());
		}

	}

	record Order(String item, int count) {

	}

}
