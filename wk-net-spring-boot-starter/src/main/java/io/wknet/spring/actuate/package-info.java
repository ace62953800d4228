/**
 * {@code /actuator/connections}: what the server holds, and one connection at a time.
 * Nothing secret gets into the descriptors, and lists come in pages.
 */
@NullMarked
package io.wknet.spring.actuate;

import org.jspecify.annotations.NullMarked;
