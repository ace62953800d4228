package io.wknet.crypto;

import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.HexFormat;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Golden exchanges of keys, and messages sealed with them, by the reference codec.
 */
public final class CryptoVectors {

	private static final JsonNode ROOT = read();

	private CryptoVectors() {
	}

	public static Stream<Exchange> exchanges() {
		return ROOT.required("crypto").valueStream().map(Exchange::new);
	}

	public static Stream<Message> sends() {
		return exchanges().flatMap((exchange) -> exchange.messages("send"));
	}

	public static Stream<Message> recvs() {
		return exchanges().flatMap((exchange) -> exchange.messages("recv"));
	}

	/**
	 * Keys of given bytes.
	 */
	static KeyExchange exchange(String privateKeyHex, String publicKeyHex) {
		try {
			KeyFactory factory = KeyFactory.getInstance("X25519");
			return new KeyExchange(new KeyPair(
					factory.generatePublic(
							new X509EncodedKeySpec(HexFormat.of().parseHex("302a300506032b656e032100" + publicKeyHex))),
					factory.generatePrivate(
							new XECPrivateKeySpec(NamedParameterSpec.X25519, HexFormat.of().parseHex(privateKeyHex)))));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static JsonNode read() {
		InputStream resource = CryptoVectors.class.getResourceAsStream("/io/wknet/codec/wkproto-vectors.json");
		return JsonMapper.shared().readTree(resource);
	}

	/**
	 * Keys of both sides and what they come to.
	 *
	 * @param json the exchange as it stands in the file
	 */
	public record Exchange(JsonNode json) {

		public String text(String name) {
			return this.json.required(name).stringValue();
		}

		KeyExchange client() {
			return exchange(text("clientPrivateKeyHex"), text("clientPublicKeyHex"));
		}

		KeyExchange server() {
			return exchange(text("serverPrivateKeyHex"), text("serverPublicKeyHex"));
		}

		public PayloadCipher cipher() {
			try {
				return server().complete(text("connectClientKey"), text("salt"));
			}
			catch (InvalidKeyException ex) {
				throw new IllegalStateException(ex);
			}
		}

		Stream<Message> messages(String name) {
			return this.json.required(name).valueStream().map((message) -> new Message(this, message));
		}

		@Override
		public String toString() {
			return text("name");
		}

	}

	/**
	 * A message that was sealed.
	 *
	 * @param exchange the keys
	 * @param json the message as it stands in the file
	 */
	public record Message(Exchange exchange, JsonNode json) {

		public PayloadCipher cipher() {
			return this.exchange.cipher();
		}

		public String text(String name) {
			return this.json.required(name).stringValue();
		}

		public int number(String name) {
			return this.json.required(name).intValue();
		}

		public long u32(String name) {
			return this.json.required(name).longValue();
		}

		public byte[] plain() {
			return HexFormat.of().parseHex(text("plainPayloadHex"));
		}

		public byte[] packet() {
			return HexFormat.of().parseHex(text("packetHex"));
		}

		@Override
		public String toString() {
			return this.exchange + ", version " + number("version") + ", " + plain().length + " bytes";
		}

	}

}
