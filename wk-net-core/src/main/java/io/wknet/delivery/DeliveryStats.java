package io.wknet.delivery;

/**
 * What became of all frames that were sent through {@link WkOperations}, a frame to ten
 * receivers counted ten times.
 *
 * @param reached the operating system has taken the frame
 * @param closed the connection ended before that
 * @param slow the receiver lost its connection because it did not take what was sent
 * @param unsupported the receiver's protocol does not have such a frame
 * @param fanOutPendingBytes bytes of frames to many receivers that wait for the event
 * loops now
 * @since 0.1.0
 */
public record DeliveryStats(long reached, long closed, long slow, long unsupported, long fanOutPendingBytes) {

}
