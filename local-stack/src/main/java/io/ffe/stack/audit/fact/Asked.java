package io.ffe.stack.audit.fact;

/** A question that exactly one decision answers. */
public record Asked(String portfolioId, String snapshotId) {}
