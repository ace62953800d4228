/**
 * A small messenger on wk-net, by feature: {@code auth} decides who gets in, {@code chat}
 * takes, stores and delivers messages, {@code presence} tells who is online, {@code push}
 * takes messages over HTTP, and {@code client} is the command to chat with from a shell.
 */
@NullMarked
package io.wknet.sample;

import org.jspecify.annotations.NullMarked;
