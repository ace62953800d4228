package io.wknet.session;

import java.security.InvalidKeyException;

import io.wknet.crypto.KeyExchange;

/**
 * What came out of the exchange of keys with one client.
 *
 * @param serverKey what CONNACK tells the client
 * @param salt the same
 * @param seal what encrypts from then on
 */
record AgreedKeys(String serverKey, String salt, MessageSeal seal) {

	/**
	 * Exchange keys. This takes a third of a millisecond of a processor: not on an event
	 * loop.
	 * @throws InvalidKeyException if the client's key is none to agree with
	 */
	static AgreedKeys with(String clientKey) throws InvalidKeyException {
		KeyExchange exchange = KeyExchange.begin();
		String salt = KeyExchange.newSalt();
		return new AgreedKeys(exchange.publicKey(), salt, new MessageSeal(exchange.complete(clientKey, salt)));
	}

	/**
	 * Nothing at all.
	 */
	@Override
	public String toString() {
		return "AgreedKeys";
	}

}
