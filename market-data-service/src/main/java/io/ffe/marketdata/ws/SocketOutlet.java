package io.ffe.marketdata.ws;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jboss.logging.Logger;

/**
 * Over a WebSocket. Frames go through Quarkus; what Quarkus and Vert.x have no words for, ending a connection whose peer does
 * not read and knowing what waits for it, is asked of the channel below: a close frame waits behind everything else, and the
 * server never stops waiting for it.
 */
final class SocketOutlet implements Outlet {

    private static final Logger LOG = Logger.getLogger(SocketOutlet.class);
    private static final Buffer NOTHING = Buffer.buffer();

    private final WebSocketConnection connection;
    private final Channel channel;

    /** @param below the HTTP connection that was upgraded */
    SocketOutlet(WebSocketConnection connection, HttpConnection below) {
        this.connection = connection;
        if (!(below instanceof ConnectionBase base)) {
            throw new IllegalStateException(
                    "connection is a " + below.getClass().getName() + ", expected one over HTTP/1.1");
        }
        this.channel = base.channel();
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

    /** Resets, so that the operating system keeps nothing for a peer that does not read. */
    @Override
    public void abort() {
        channel.eventLoop().execute(() -> {
            if (channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                channel.close();
            }
        });
    }

    @Override
    public long waitingBytes() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    private void gone(Throwable failure) {
        LOG.debugf("client is gone connection=%s cause=%s", connection.id(), failure.toString());
    }
}
