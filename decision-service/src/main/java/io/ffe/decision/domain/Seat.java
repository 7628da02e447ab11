package io.ffe.decision.domain;

import io.ffe.schema.id.Ids;

/** Who decides for a portfolio. A portfolio has exactly one producer. */
public record Seat(String portfolioId, String producer) {

    /** decisionId = H(portfolioId, snapshotId, producer), known before anything is decided. */
    public String decisionId(String snapshotId) {
        return Ids.of("decision", portfolioId, snapshotId, producer).toString();
    }
}
