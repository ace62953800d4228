/**
 * The payload encryption of WuKongIM's protocol: two sides exchange keys once, and from
 * then on each payload is sealed text with a message key beside it. Uses the JDK alone,
 * and knows bytes and fields, not frames.
 */
@NullMarked
package io.wknet.crypto;

import org.jspecify.annotations.NullMarked;
