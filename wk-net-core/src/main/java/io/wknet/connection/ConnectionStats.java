package io.wknet.connection;

/**
 * What went over one connection so far, both headers and bodies.
 *
 * @param framesIn whole frames received
 * @param framesOut frames handed to the outbound buffer
 * @param bytesIn bytes received
 * @param bytesOut bytes handed to the outbound buffer
 * @param pendingBytes bytes in the outbound buffer that the operating system has not
 * taken yet
 * @param pendingFrames frames that wait for the listener
 * @since 0.1.0
 */
public record ConnectionStats(long framesIn, long framesOut, long bytesIn, long bytesOut, long pendingBytes,
		int pendingFrames) {

}
