-- What whoever takes over a partition of the tick topic goes on from, in a live run: a row for each partition, so that instances can
-- share them. The columns that it has in common with checkpoint, which replays go on with, hold the same.
CREATE TABLE partition_checkpoint (
    run_id       text        NOT NULL,
    partition    integer     NOT NULL,
    -- Rises with each instance that takes the partition over. Who saves has to name it: one that has lost the partition and does not know
    -- it yet names an older one, and changes nothing.
    epoch        bigint      NOT NULL,
    -- Name of the instance, ffe.run.instance.
    owner        text        NOT NULL,
    -- All null until the first one is saved.
    as_of        timestamptz,
    tick_offsets text,
    sequences    text,
    totals       text,
    intake       text,
    pipelines    bytea,
    saved_at     timestamptz,
    PRIMARY KEY (run_id, partition)
);
