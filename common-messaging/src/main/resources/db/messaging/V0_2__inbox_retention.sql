-- Where a record stood, so that its row can go while the record cannot come back unnoticed (docs/adr/0045). Rows of before have no place
-- and stay; nor does a record get an append time on a topic whose times its producers set.
ALTER TABLE inbox
    ADD COLUMN topic_partition integer,
    ADD COLUMN record_offset   bigint,
    ADD COLUMN appended_at     timestamptz;

CREATE INDEX inbox_by_append_time ON inbox (consumer, topic_partition, appended_at);

-- Half of what is written is deleted again some day: vacuum by little, often.
ALTER TABLE inbox SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);

-- Offsets that were handled and have no row: from the first to before the last, as their topic had them up to that append time.
CREATE TABLE inbox_seen (
    consumer         text        NOT NULL,
    topic_partition  integer     NOT NULL,
    from_offset      bigint      NOT NULL,
    below_offset     bigint      NOT NULL CHECK (below_offset > from_offset),
    appended_through timestamptz NOT NULL,
    PRIMARY KEY (consumer, topic_partition, from_offset)
);
