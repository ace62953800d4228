package io.wknet.auth;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AuthenticatorChainTests {

	private static final Credentials CREDENTIALS = new Credentials(
			new ConnectFrame(0, 5, DeviceFlag.APP, "device", "alice", "token", 0, ""), 1,
			InetSocketAddress.createUnresolved("client", 1), "tcp");

	private final List<String> asked = new ArrayList<>();

	@Test
	void theFirstThatDecidesIsTheLastThatIsAsked() throws Exception {
		Authenticator chain = Authenticator.inOrder(List.of(blocking("first", AuthResult.undecided()),
				reactive("second", AuthResult.rejected()), blocking("third", AuthResult.accepted("alice"))));
		assertThat(chain).isNotInstanceOf(ReactiveAuthenticator.class);
		assertThat(chain.authenticate(CREDENTIALS)).isEqualTo(AuthResult.rejected());
		assertThat(this.asked).containsExactly("first", "second");
	}

	@Test
	void doesNotBlockIfNoneDoes() throws Exception {
		Authenticator chain = Authenticator.inOrder(List.of(reactive("first", AuthResult.undecided()),
				reactive("second", AuthResult.accepted("alice")), reactive("third", AuthResult.rejected())));
		assertThat(chain).isInstanceOf(ReactiveAuthenticator.class);
		assertThat(chain.authenticate(CREDENTIALS)).isEqualTo(AuthResult.accepted("alice"));
		assertThat(this.asked).containsExactly("first", "second");
	}

	@Test
	void isUndecidedIfAllAre() throws Exception {
		AuthResult none = AuthResult.undecided();
		assertThat(Authenticator.inOrder(List.of(blocking("a", none), reactive("b", none))).authenticate(CREDENTIALS))
			.isEqualTo(none);
		assertThat(Authenticator.inOrder(List.of(reactive("c", none), reactive("d", none))).authenticate(CREDENTIALS))
			.isEqualTo(none);
		assertThat(this.asked).containsExactly("a", "b", "c", "d");
	}

	@Test
	void aFailureIsNoReasonToAskTheNext() {
		Authenticator failing = (credentials) -> {
			throw new IOException("no database");
		};
		ReactiveAuthenticator silent = (credentials) -> Mono.empty();
		Authenticator everybody = reactive("everybody", AuthResult.accepted("alice"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> Authenticator.inOrder(List.of(failing, everybody)).authenticate(CREDENTIALS));
		assertThatIllegalStateException()
			.isThrownBy(() -> Authenticator.inOrder(List.of(silent, everybody)).authenticate(CREDENTIALS))
			.withMessageContaining("without an answer");
		assertThat(this.asked).isEmpty();
	}

	@Test
	void oneIsItself() {
		Authenticator one = blocking("one", AuthResult.rejected());
		assertThat(Authenticator.inOrder(List.of(one))).isSameAs(one);
		assertThatIllegalArgumentException().isThrownBy(() -> Authenticator.inOrder(List.of()));
	}

	private Authenticator blocking(String name, AuthResult result) {
		return (credentials) -> {
			this.asked.add(name);
			return result;
		};
	}

	private ReactiveAuthenticator reactive(String name, AuthResult result) {
		return (credentials) -> Mono.fromSupplier(() -> {
			this.asked.add(name);
			return result;
		});
	}

}
