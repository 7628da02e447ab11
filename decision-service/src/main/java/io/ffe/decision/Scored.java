package io.ffe.decision;

import io.ffe.schema.event.Outcome;

/** An outcome is on record; observed once its transaction has committed. */
record Scored(Outcome outcome) {}
