-- What a restart of a replay goes on from. One row for a run, replaced at each close of the snapshot timeframe.
CREATE TABLE checkpoint (
    run_id       text        PRIMARY KEY,
    as_of        timestamptz NOT NULL,
    tick_offsets text        NOT NULL,
    sequences    text        NOT NULL,
    totals       text        NOT NULL,
    pipelines    bytea       NOT NULL,
    saved_at     timestamptz NOT NULL DEFAULT now()
);
