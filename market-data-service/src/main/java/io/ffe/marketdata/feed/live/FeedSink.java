package io.ffe.marketdata.feed.live;

/** Takes what a connection brings, on the connection's thread, in the order in which it came. */
public interface FeedSink {

    /** Anything at all came, a heartbeat among them: the connection lives. */
    void heard();

    /** A price came. */
    void observed(Observation observation);

    /**
     * Something came that is no tick.
     *
     * @param symbol ours, or {@code OTHER} where it is of none of ours
     * @param detail for people, without secrets, short
     */
    void refused(String symbol, FeedRefusal reason, String detail);

    /** So many messages were lost on the way, by the provider's own numbering; of which symbols, nobody knows. */
    void missed(long messages);

    /** A message that had been counted as missed came after all. */
    void cameLate();
}
