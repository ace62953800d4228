/**
 * Messages: {@link io.wknet.sample.chat.ChatListener} takes a SEND, asks
 * {@link io.wknet.sample.chat.Channels} who is to get it, has
 * {@link io.wknet.sample.chat.MessageStore} store it and only then delivers and
 * acknowledges it. What is not acknowledged by its receiver is delivered again at the
 * next login. An {@link io.wknet.sample.chat.Inbox} keeps the two from overtaking each
 * other.
 */
@NullMarked
package io.wknet.sample.chat;

import org.jspecify.annotations.NullMarked;
