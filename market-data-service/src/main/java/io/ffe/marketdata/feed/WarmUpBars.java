package io.ffe.marketdata.feed;

import io.ffe.schema.event.Bar;
import java.util.Iterator;

/** Bars of the past of one or more symbols, by end, symbol and timeframe. Reads while it is iterated. */
public interface WarmUpBars extends Iterator<Bar>, AutoCloseable {

    @Override
    void close();
}
