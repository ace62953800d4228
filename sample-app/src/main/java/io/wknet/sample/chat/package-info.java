/**
 * Messages: {@link io.wknet.sample.chat.ChatListener} takes a SEND, asks
 * {@link io.wknet.sample.chat.Channels} who is to get it, has
 * {@link io.wknet.sample.chat.MessageStore} store it and
 * {@link io.wknet.sample.chat.MessageDelivery} deliver it, and only then acknowledges it.
 * A message to a group goes to a topic, to which
 * {@link io.wknet.sample.chat.GroupSubscriptions} subscribes its members when they log
 * in.
 * <p>
 * What is not acknowledged by its receiver is delivered again at the next login. An
 * {@link io.wknet.sample.chat.Inbox} keeps the two from overtaking each other.
 */
@NullMarked
package io.wknet.sample.chat;

import org.jspecify.annotations.NullMarked;
