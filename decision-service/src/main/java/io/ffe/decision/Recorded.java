package io.ffe.decision;

import io.ffe.schema.event.Decision;

/** A decision is on record; observed once its transaction has committed. */
record Recorded(Decision decision) {}
