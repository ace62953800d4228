/**
 * What gets into a log: one line, not too long, without secrets, and not too often. Uses
 * nothing of ours.
 */
@NullMarked
package io.wknet.log;

import org.jspecify.annotations.NullMarked;
