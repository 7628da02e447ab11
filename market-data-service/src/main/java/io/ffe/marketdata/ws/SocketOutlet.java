package io.ffe.marketdata.ws;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jboss.logging.Logger;

/**
 * Over a WebSocket. Frames go through Quarkus; what Quarkus and Vert.x have no words for is asked of the channel below: how much
 * the system may hold for a client, what waits for it, and to end a connection now. A close frame waits behind everything else.
 */
final class SocketOutlet implements Outlet {

    private static final Logger LOG = Logger.getLogger(SocketOutlet.class);
    private static final Buffer NOTHING = Buffer.buffer();

    private final WebSocketConnection connection;
    private final ChannelHandlerContext below;

    /**
     * @param upgraded the HTTP connection
     * @param sendBufferBytes what the operating system may hold for the client: left to itself, it takes megabytes before it
     *     shows that nobody reads
     */
    SocketOutlet(WebSocketConnection connection, HttpConnection upgraded, int sendBufferBytes) {
        this.connection = connection;
        if (!(upgraded instanceof ConnectionBase base)) {
            throw new IllegalStateException(
                    "connection is a " + upgraded.getClass().getName() + ", expected one over HTTP/1.1");
        }
        this.below = base.channelHandlerContext();
        below.channel().config().setOption(ChannelOption.SO_SNDBUF, sendBufferBytes);
    }

    @Override
    public void send(String text, Runnable written, Runnable lost) {
        connection.sendText(text).subscribe().with(done -> written.run(), failure -> lost.run());
    }

    @Override
    public void ping() {
        connection.sendPing(NOTHING).subscribe().with(done -> {}, this::gone);
    }

    @Override
    public void close(int code, String reason) {
        connection.close(new CloseReason(code, reason)).subscribe().with(done -> {}, this::gone);
    }

    /**
     * Resets, so that the operating system keeps nothing for a peer that does not read. From Vert.x's place in the pipeline
     * on: its own handler would flush first, and wait.
     */
    @Override
    public void abort() {
        below.channel().eventLoop().execute(() -> {
            if (below.channel().isOpen()) {
                below.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                below.close();
            }
        });
    }

    @Override
    public long waitingBytes() {
        ChannelOutboundBuffer waiting = below.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    private void gone(Throwable failure) {
        LOG.debugf("client is gone connection=%s cause=%s", connection.id(), failure.toString());
    }
}
