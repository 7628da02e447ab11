package io.ffe.marketdata.domain;

import io.ffe.schema.event.Quote;

/**
 * The newest quote of an interval.
 *
 * @param derived true when its tick was made from a recorded bar
 */
public record LastQuote(Quote quote, boolean derived) {}
