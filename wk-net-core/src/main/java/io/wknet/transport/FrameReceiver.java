package io.wknet.transport;

interface FrameReceiver {

}
