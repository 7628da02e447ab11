-- A snapshot that waits for the decision of one portfolio. Gone in the transaction that records the decision.
CREATE TABLE decision_job (
    decision_id   text        PRIMARY KEY,
    portfolio_id  text        NOT NULL,
    producer      text        NOT NULL,
    snapshot_id   text        NOT NULL,
    symbol        text        NOT NULL,
    timeframe     text        NOT NULL,
    as_of         timestamptz NOT NULL,
    snapshot      text        NOT NULL,
    -- Logical time at which the snapshot came in; null when live.
    logical_now   timestamptz,
    traceparent   text,
    -- Since when the symbol waits: inherited from what this job superseded, so that nobody starves.
    waiting_since timestamptz NOT NULL,
    lease_token   uuid,
    leased_until  timestamptz,
    attempts      integer     NOT NULL DEFAULT 0,
    UNIQUE (portfolio_id, snapshot_id)
);

CREATE INDEX decision_job_order ON decision_job (waiting_since, as_of, symbol, decision_id);
CREATE INDEX decision_job_symbol ON decision_job (portfolio_id, symbol, timeframe, as_of);

-- The record, append-only: what was decided, on what.
CREATE TABLE decision (
    decision_id  text        PRIMARY KEY,
    portfolio_id text        NOT NULL,
    snapshot_id  text        NOT NULL,
    symbol       text        NOT NULL,
    as_of        timestamptz NOT NULL,
    decided_at   timestamptz NOT NULL,
    outcome      text        NOT NULL,
    action       text        NOT NULL,
    tier         text        NOT NULL,
    core_hash    text        NOT NULL,
    -- The event's payload as published.
    event        text        NOT NULL,
    snapshot     text        NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (portfolio_id, snapshot_id)
);

CREATE INDEX decision_recent ON decision (as_of DESC, decision_id);
CREATE INDEX decision_recent_of_symbol ON decision (symbol, as_of DESC, decision_id);

-- The model's part of a decision, for those on which one was asked.
CREATE TABLE model_call (
    decision_id    text    PRIMARY KEY REFERENCES decision,
    model          text    NOT NULL,
    prompt_id      text    NOT NULL,
    prompt_version text    NOT NULL,
    prompt_hash    text    NOT NULL,
    seed           integer NOT NULL,
    request        text    NOT NULL,
    response       text,
    http_status    integer
);
