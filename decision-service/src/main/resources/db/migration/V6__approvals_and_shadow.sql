-- A decision to act that waits for an operator; gone in the transaction that records how it ended, which is when it becomes an
-- event. Only in mode approve.
CREATE TABLE pending_decision (
    decision_id  text        PRIMARY KEY,
    portfolio_id text        NOT NULL,
    snapshot_id  text        NOT NULL,
    symbol       text        NOT NULL,
    timeframe    text        NOT NULL,
    as_of        timestamptz NOT NULL,
    valid_until  timestamptz NOT NULL,
    -- As it would be published if nobody had to agree, with the hash of its record.
    event        text        NOT NULL,
    snapshot     text        NOT NULL,
    standing     text,
    traceparent  text,
    proposed_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (portfolio_id, snapshot_id)
);

CREATE INDEX pending_decision_end ON pending_decision (valid_until);

-- Calls are kept from the moment on at which they were made: their decision may still be pending.
ALTER TABLE model_call DROP CONSTRAINT model_call_decision_id_fkey;

-- Answers to a prompt that is on trial: recorded, never looked at by a decision.
CREATE TABLE shadow_call (LIKE model_call INCLUDING ALL);

CREATE INDEX decision_recent_of_portfolio ON decision (portfolio_id, as_of DESC, decision_id);
