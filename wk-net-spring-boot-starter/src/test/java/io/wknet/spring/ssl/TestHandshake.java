package io.wknet.spring.ssl;

import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.wknet.spring.TestCertificates;
import org.jspecify.annotations.Nullable;

/**
 * A client and a server that have shaken hands, or failed to, without a network.
 */
final class TestHandshake implements AutoCloseable {

	private final SslHandler serverHandler;

	private final SslHandler clientHandler;

	private final EmbeddedChannel server;

	private final EmbeddedChannel client;

	TestHandshake(SslContext serverContext, SSLContext clientContext) {
		SSLEngine clientEngine = clientContext.createSSLEngine("localhost", 443);
		clientEngine.setUseClientMode(true);
		this.clientHandler = new SslHandler(clientEngine);
		this.server = new EmbeddedChannel();
		this.serverHandler = serverContext.newHandler(this.server.alloc());
		this.server.pipeline().addLast(this.serverHandler);
		this.client = new EmbeddedChannel(this.clientHandler);
		exchange();
	}

	private void exchange() {
		boolean moved;
		do {
			moved = move(this.client, this.server) || move(this.server, this.client);
		}
		while (moved);
	}

	private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
		boolean moved = false;
		ByteBuf bytes = from.readOutbound();
		while (bytes != null) {
			moved = true;
			to.pipeline().fireChannelRead(bytes);
			to.pipeline().fireChannelReadComplete();
			to.runPendingTasks();
			bytes = from.readOutbound();
		}
		return moved;
	}

	/**
	 * Why the server did not let the client in.
	 */
	@Nullable Throwable serverFailure() {
		return this.serverHandler.handshakeFuture().cause();
	}

	String serverName() throws Exception {
		return TestCertificates.commonName(this.clientHandler.engine().getSession().getPeerCertificates()[0]);
	}

	@Nullable String clientName() throws Exception {
		try {
			return TestCertificates.commonName(this.serverHandler.engine().getSession().getPeerCertificates()[0]);
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	String protocol() {
		return this.serverHandler.engine().getSession().getProtocol();
	}

	String cipherSuite() {
		return this.serverHandler.engine().getSession().getCipherSuite();
	}

	/**
	 * Send a text to the server and back.
	 */
	String echo(String text) {
		this.client.writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
		exchange();
		ByteBuf received = this.server.readInbound();
		this.server.writeOutbound(received);
		exchange();
		ByteBuf returned = this.client.readInbound();
		try {
			return returned.toString(StandardCharsets.UTF_8);
		}
		finally {
			returned.release();
		}
	}

	@Override
	public void close() {
		close(this.client);
		close(this.server);
	}

	private static void close(EmbeddedChannel channel) {
		channel.close();
		channel.releaseInbound();
		channel.releaseOutbound();
	}

}
