package io.wknet.spring.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * A Lua script, sent by its digest, and whole if Redis does not have it.
 */
final class RedisScript {

	private final String what;

	private final String text;

	private final String digest;

	/**
	 * A script of this package's resources.
	 * @param what what it does, in the words of an error message
	 * @param names the files it is made of
	 */
	RedisScript(String what, String... names) {
		StringBuilder all = new StringBuilder();
		for (String name : names) {
			all.append(read(name));
		}
		this.what = what;
		this.text = all.toString();
		this.digest = sha1(this.text);
	}

	private static String read(String name) {
		try (InputStream in = RedisScript.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException("There is no script " + name);
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String sha1(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

	/**
	 * Run it.
	 * @param key the key, or what all keys begin with, which are in one slot
	 * @return what it returns
	 */
	CompletableFuture<List<Object>> run(RedisLink<StatefulRedisConnection<String, String>> link, String key,
			List<String> arguments) {
		String[] keys = { key };
		String[] values = arguments.toArray(String[]::new);
		return link.call(this.what, (connection) -> {
			RedisAsyncCommands<String, String> commands = connection.async();
			return commands.<List<Object>>evalsha(this.digest, ScriptOutputType.MULTI, keys, values)
				.toCompletableFuture()
				.exceptionallyCompose((failure) -> {
					Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
					if (failure instanceof RedisNoScriptException || cause instanceof RedisNoScriptException) {
						return commands.<List<Object>>eval(this.text, ScriptOutputType.MULTI, keys, values);
					}
					return CompletableFuture.failedStage(cause);
				});
		});
	}

}
