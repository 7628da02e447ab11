package io.ffe.decision.domain;

import java.time.Instant;

/** A one-minute bar of a test market; {@code start} inclusive. Doubles, because nothing here is booked. */
public record Minute(Instant start, double open, double high, double low, double close) {}
