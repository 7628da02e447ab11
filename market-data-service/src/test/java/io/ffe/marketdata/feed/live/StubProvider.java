package io.ffe.marketdata.feed.live;

import java.math.BigDecimal;
import java.time.Instant;

/** A server that speaks a provider's words over real connections, and misbehaves when it is told to. */
interface StubProvider extends AutoCloseable {

    /** The provider, asking this server, with a silence of one second. */
    Provider provider();

    /** Tells everybody who has subscribed. */
    void quote(Instant time, BigDecimal bid, BigDecimal ask);

    /** Says something that is no message of the provider's, where that does not end the connection. */
    void rubbish();

    /** Cuts every open connection. */
    void cut();

    /** Leaves connections open and says nothing any more, until {@link #speak}. */
    void silence();

    void speak();

    /** Answers every new connection with a status, until it is 200 again. */
    void answerWith(int status);

    /** Sends a page where data should be. */
    void html();

    /** Sends ten megabytes where a message should be. */
    void tenMegabytes();

    /** Connections that were made, with a subscription for everything that is asked for. */
    int subscriptions();

    @Override
    void close();
}
