package com.example.database;

import java.util.concurrent.CompletionStage;

import io.wknet.frame.ReasonCode;
import io.wknet.spring.template.WkNetTemplate;

import org.springframework.stereotype.Service;

@Service
public class Accounts {

	private final Tokens tokens;

	private final WkNetTemplate template;

	public Accounts(Tokens tokens, WkNetTemplate template) {
		this.tokens = tokens;
		this.template = template;
	}

	/**
	 * Close the door first, then show everybody out who is in.
	 */
	public CompletionStage<Integer> lockOut(String uid) {
		this.tokens.revoke(uid);
		return this.template.closeUser(uid, ReasonCode.AUTH_FAIL, "locked out");
	}

}
