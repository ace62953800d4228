package io.wknet.transport;

interface FrameChannel {

}
