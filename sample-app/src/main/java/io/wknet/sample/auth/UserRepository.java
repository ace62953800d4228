package io.wknet.sample.auth;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Finds users in the database.
 *
 * @since 0.1.0
 */
@Repository
public class UserRepository {

	private final JdbcClient jdbc;

	UserRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<User> find(String uid) {
		return this.jdbc.sql("select uid, token_hash, device_level from app_user where uid = ?")
			.param(uid)
			.query(User.class)
			.optional();
	}

	/**
	 * Whether there is such a user.
	 * @param uid who
	 * @return {@code true} if messages can be sent to them
	 */
	public boolean exists(String uid) {
		return this.jdbc.sql("select count(*) from app_user where uid = ?")
			.param(uid)
			.query(Integer.class)
			.single() != 0;
	}

}
