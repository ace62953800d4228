package io.wknet.transport;

import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.Protocol;
import io.wknet.codec.WireFormat;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Lets a channel through if there is a place for it, which it has until it is closed.
 */
final class AdmissionGate extends Gate {

	/**
	 * The last frame of a channel that is refused.
	 */
	private static final byte[] FAREWELL = farewell();

	private final Admission admission;

	AdmissionGate(PipelineInstaller installer, LoopContext loop, Admission admission) {
		super(installer, loop);
		this.admission = admission;
	}

	@Override
	String task() {
		return "its admission";
	}

	@Override
	@Nullable Duration timeout() {
		return null;
	}

	@Override
	void reached(ChannelHandlerContext ctx) {
		Channel channel = ctx.channel();
		ClientNetwork client = ClientNetwork.of(ClientAddress.of(channel));
		String reachedLimit = this.admission.enter(client);
		if (reachedLimit == null) {
			channel.closeFuture().addListener((closed) -> this.admission.leave(client));
			pass(ctx);
		}
		else if (!understandsFrames()) {
			refuse(ctx, Refusal.LIMIT_EXCEEDED, reachedLimit);
		}
		else if (refused(ctx, Refusal.LIMIT_EXCEEDED, reachedLimit)) {
			ctx.writeAndFlush(Unpooled.wrappedBuffer(FAREWELL)).addListener(ChannelFutureListener.CLOSE);
		}
	}

	/**
	 * Whether a frame can be sent before the peer has said anything. Clients with the
	 * variable header would take DISCONNECT for a reason to stay away.
	 */
	private boolean understandsFrames() {
		ChannelSettings settings = installer().settings();
		return settings.tls() == null && settings.webSocket() == null && settings.protocol() != Protocol.WKPROTO;
	}

	private static byte[] farewell() {
		ByteBuf bytes = Unpooled.buffer();
		FrameEncoder.of(WireFormat.FIXED)
			.encode(DisconnectFrame.of(ReasonCode.RATE_LIMIT, Refusal.LIMIT_EXCEEDED.name()), 1, bytes);
		return ByteBufUtil.getBytes(bytes);
	}

}
