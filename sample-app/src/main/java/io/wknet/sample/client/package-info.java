/**
 * Chatting from a shell: {@link io.wknet.sample.client.ChatCommand} is what
 * {@code sample-app/chat} runs. It is a client of the messenger like any other and uses
 * nothing of the server's code.
 */
@NullMarked
package io.wknet.sample.client;

import org.jspecify.annotations.NullMarked;
