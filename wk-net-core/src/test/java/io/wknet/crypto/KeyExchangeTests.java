package io.wknet.crypto;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class KeyExchangeTests {

	private static final String SALT = "0123456789abcdef";

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	@ParameterizedTest
	@MethodSource("io.wknet.crypto.CryptoVectors#exchanges")
	void showsTheKeysOfTheReference(CryptoVectors.Exchange vector) {
		assertThat(vector.client().publicKey()).isEqualTo(vector.text("connectClientKey"));
		assertThat(vector.server().publicKey()).isEqualTo(vector.text("connackServerKey"));
	}

	@Test
	void bothSidesComeToTheSameCipher() throws InvalidKeyException {
		KeyExchange client = KeyExchange.begin();
		KeyExchange server = KeyExchange.begin();
		byte[] sealed = client.complete(server.publicKey(), SALT).seal(HELLO);
		assertThat(server.complete(client.publicKey(), SALT).open(sealed)).isEqualTo(HELLO);
		assertThat(KeyExchange.begin().complete(client.publicKey(), SALT).open(sealed)).isNotEqualTo(HELLO);
	}

	/**
	 * The second vector of RFC 7748, section 5.2, whose key has its highest bit set.
	 */
	@Test
	void ignoresTheHighestBitOfAKey() throws InvalidKeyException {
		KeyExchange exchange = CryptoVectors.exchange(
				"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
				"0900000000000000000000000000000000000000000000000000000000000000");
		byte[] key = HexFormat.of().parseHex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493");
		byte[] secret = HexFormat.of().parseHex("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
		byte[] sealed = exchange.complete(base64(key), SALT).seal(HELLO);
		assertThat(sealed).isEqualTo(new PayloadCipher(secret, SALT).seal(HELLO));
	}

	@Test
	void onlyTheFirst32BytesOfAKeyCount() throws InvalidKeyException {
		KeyExchange client = KeyExchange.begin();
		KeyExchange server = KeyExchange.begin();
		byte[] longer = Arrays.copyOf(Base64.getDecoder().decode(client.publicKey()), 35);
		longer[32] = 77;
		KeyExchange.check(base64(longer));
		assertThat(server.complete(base64(longer), SALT).seal(HELLO))
			.isEqualTo(server.complete(client.publicKey(), SALT).seal(HELLO));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 31 })
	void refusesAShortKey(int bytes) {
		String key = base64(new byte[bytes]);
		assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> KeyExchange.check(key))
			.withMessage("A public key must have at least 32 bytes, found " + bytes);
		assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> KeyExchange.begin().complete(key, SALT));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "AjjwBCsDlabrENdp1uso8937qgfZG1afrIV1T/n+ag!=", "AjjwBCsDlabrENdp1uso8937qgfZG1afrIV1T/n+ag",
					"AjjwBCsDlabrENdp1uso8937qgfZG1afrIV1T_n-agI=", " AjjwBCsDlabrENdp1uso8937qgfZG1afrIV1T/n+agI=",
					"\u00e4", " ", "AjjwBCsDlabrENdp1uso8937qgfZG1afrIV1T/n+agI=\n" })
	void refusesWhatIsNoKeyAndDoesNotQuoteIt(String key) {
		assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> KeyExchange.check(key))
			.withMessageNotContaining("AjjwB");
	}

	/**
	 * With these, the secret is zero whatever the other key is.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "0000000000000000000000000000000000000000000000000000000000000000",
			"0100000000000000000000000000000000000000000000000000000000000000",
			"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
			"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
			"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"0000000000000000000000000000000000000000000000000000000000000080",
			"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" })
	void refusesAKeyOfLowOrder(String hex) {
		String key = base64(HexFormat.of().parseHex(hex));
		assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> KeyExchange.begin().complete(key, SALT))
			.withMessage("The public key is of low order: anybody could tell the secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0123456789abcde", "0123456789abcde\u00e9" })
	void refusesASaltThatIsNone(String salt) {
		String key = KeyExchange.begin().publicKey();
		assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> KeyExchange.begin().complete(key, salt))
			.withMessageStartingWith("A salt must have at least 16 ASCII characters");
	}

	@Test
	void everySaltHasSixteenLettersAndDigits() {
		Set<String> salts = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			String salt = KeyExchange.newSalt();
			assertThat(salt).matches("[0-9a-zA-Z]{16}");
			salts.add(salt);
		}
		assertThat(salts).hasSize(200);
	}

	@Test
	void everyExchangeHasAKeyOfItsOwn() {
		String key = KeyExchange.begin().publicKey();
		assertThatNoException().isThrownBy(() -> KeyExchange.check(key));
		assertThat(Base64.getDecoder().decode(key)).hasSize(32);
		assertThat(KeyExchange.begin().publicKey()).isNotEqualTo(key);
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

}
