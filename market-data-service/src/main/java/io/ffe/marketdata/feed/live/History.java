package io.ffe.marketdata.feed.live;

import io.ffe.schema.event.Bar;
import io.ffe.schema.money.Instrument;
import java.time.Instant;
import java.util.List;

/** A provider's bars of the past. What it does not have is not there: no bar is invented. */
public interface History {

    /**
     * Complete bars that end at or before a moment, of as many timeframes as the provider has, by end and then from short
     * to long.
     *
     * @param runId goes onto the bars, which are never published
     */
    List<Bar> before(Instrument instrument, Instant moment, String runId) throws FeedTrouble, InterruptedException;
}
