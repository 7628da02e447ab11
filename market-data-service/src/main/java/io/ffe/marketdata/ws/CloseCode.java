package io.ffe.marketdata.ws;

import java.util.Locale;

/** Why the server ends a connection; the table in {@code docs/websocket.md} has one line for each. */
enum CloseCode {
    GOING_AWAY(1001),
    MESSAGE_TOO_LARGE(1009),
    /** A bug: the log says which. */
    FAILED(1011),
    TOO_MANY_CLIENTS(1013),
    TOKEN_EXPIRED(4001),
    TOO_MANY_ERRORS(4002),
    /** A symbol that it is subscribed to went to another instance. */
    MOVED(4003),
    SLOW(4008),
    NO_PONG(4009);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Value of the label {@code reason}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
