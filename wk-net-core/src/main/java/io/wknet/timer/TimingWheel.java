package io.wknet.timer;

/**
 * Placeholder.
 */
public final class TimingWheel {

}
