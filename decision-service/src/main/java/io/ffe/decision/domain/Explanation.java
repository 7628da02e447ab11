package io.ffe.decision.domain;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;

/** A decision and the snapshot it was made on. */
public record Explanation(Decision decision, Snapshot snapshot) {}
