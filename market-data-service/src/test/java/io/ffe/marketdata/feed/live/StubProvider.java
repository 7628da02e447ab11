package io.ffe.marketdata.feed.live;

import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Instant;

/** A server that speaks a provider's words over real connections, and misbehaves when it is told to. */
abstract class StubProvider implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    /** What new connections are answered with. */
    volatile int status = 200;

    volatile boolean silent;

    /** The provider, asking this server, with a silence of one second. */
    abstract Provider provider();

    /** Tells everybody who has subscribed. */
    abstract void quote(Instant time, BigDecimal bid, BigDecimal ask);

    /** Says something that is no message of the provider's, where that does not end the connection. */
    abstract void rubbish();

    /** Cuts every open connection. */
    abstract void cut();

    /** Sends a page where data should be. */
    abstract void html();

    /** Sends ten megabytes where a message should be. */
    abstract void tenMegabytes();

    /** Connections that were made, with a subscription for everything that is asked for. */
    abstract int subscriptions();

    /** Leaves connections open and says nothing any more, until {@link #speak}. */
    final void silence() {
        silent = true;
    }

    final void speak() {
        silent = false;
    }

    /** Answers every new connection with a status, until it is 200 again. */
    final void answerWith(int answer) {
        status = answer;
    }

    @Override
    public final void close() {
        vertx.close();
    }
}
