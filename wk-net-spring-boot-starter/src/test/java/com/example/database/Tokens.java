package com.example.database;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
public class Tokens {

	private final SecureRandom random = new SecureRandom();

	private final JdbcClient jdbc;

	public Tokens(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * A new token of a user, who alone has it from now on: only its hash is stored.
	 */
	public String issue(String uid) {
		byte[] bytes = new byte[32];
		this.random.nextBytes(bytes);
		String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		this.jdbc.sql("insert into login_token (token_hash, uid) values (?, ?)").params(hash(token), uid).update();
		return token;
	}

	/**
	 * Whose token it is, if it is one.
	 */
	public Optional<String> owner(String token) {
		return this.jdbc.sql("select uid from login_token where token_hash = ?")
			.param(hash(token))
			.query(String.class)
			.optional();
	}

	public void revoke(String uid) {
		this.jdbc.sql("delete from login_token where uid = ?").param(uid).update();
	}

	private static String hash(String token) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
