/**
 * Deadlines without a timer per read: a {@link io.wknet.timer.TimingWheel} per event
 * loop, turned by that loop.
 */
@NullMarked
package io.wknet.timer;

import org.jspecify.annotations.NullMarked;
