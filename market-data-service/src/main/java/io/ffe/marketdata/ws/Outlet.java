package io.ffe.marketdata.ws;

/** The way to a client. Nothing here waits. */
interface Outlet {

    /**
     * Sends after what was sent before.
     *
     * @param written called when the operating system has taken it
     * @param lost called when the connection ended before; one of the two is called, once, on any thread
     */
    void send(String text, Runnable written, Runnable lost);

    /** A ping of the WebSocket protocol: whoever reads answers it. */
    void ping();

    /** Says why and that it is over, after what was sent before. */
    void close(int code, String reason);

    /** Ends the connection at once: what was not taken is lost. */
    void abort();

    /** Bytes that wait for the socket, whoever wrote them: answers to a client's own pings are among them. */
    long waitingBytes();
}
