package io.ffe.marketdata.ws;

import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.logging.Logger;

/**
 * Quotes, bars and snapshots as they come. Messages are handled on the connection's event loop: while one is, no other of the
 * same client is read, so that nothing of a client that floods piles up.
 */
@WebSocket(path = "/ws")
@RolesAllowed({"viewer", "operator", "admin", "service"})
public class MarketSocket {

    private static final Logger LOG = Logger.getLogger(MarketSocket.class);

    /** In the words of Vert.x, which gives a message that it does not hold no type of its own. */
    private static final String TOO_LARGE_FOR_VERTX = "max message size";

    private final Clients clients;

    MarketSocket(Clients clients) {
        this.clients = clients;
    }

    @OnOpen
    @NonBlocking
    void opened(WebSocketConnection connection) {
        clients.opened(connection);
    }

    @OnTextMessage
    @NonBlocking
    void text(String message, WebSocketConnection connection) {
        clients.with(connection, (client, now) -> client.received(message, now));
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer message, WebSocketConnection connection) {
        clients.with(connection, (client, now) -> client.receivedBinary(message.length(), now));
    }

    @OnPongMessage
    @NonBlocking
    void pong(Buffer answer, WebSocketConnection connection) {
        clients.with(connection, (client, now) -> client.ponged());
    }

    @OnClose
    @NonBlocking
    void closed(WebSocketConnection connection) {
        clients.closed(connection);
    }

    /** Connections break, and clients send what is no message; a bug of ours is told from that. */
    @OnError
    @NonBlocking
    void failed(Throwable failure, WebSocketConnection connection) {
        String detail = String.valueOf(failure.getMessage());
        if (detail.contains(TOO_LARGE_FOR_VERTX)) {
            clients.with(connection, (client, now) -> client.leave(CloseCode.MESSAGE_TOO_LARGE, detail, now));
        } else if (connection.isOpen()) {
            LOG.warnf(failure, "connection failed connection=%s", connection.id());
            clients.with(connection, (client, now) -> client.leave(CloseCode.FAILED, "failed here", now));
        } else {
            LOG.debugf(failure, "connection broke connection=%s", connection.id());
        }
    }
}
