-- One row for each event that a consumer has taken in: the second delivery finds it and stops.
CREATE TABLE inbox (
    consumer    text        NOT NULL,
    event_id    text        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);

-- The last sequence given to each aggregate of a topic; the row lock makes sequences commit in order.
CREATE TABLE outbox_sequence (
    topic        text   NOT NULL,
    aggregate_id text   NOT NULL,
    last         bigint NOT NULL,
    PRIMARY KEY (topic, aggregate_id)
);

-- What is to be published. Columns carry Debezium's outbox meanings, so that change capture could replace the relay.
CREATE TABLE outbox (
    topic              text        NOT NULL,
    aggregate_id       text        NOT NULL,
    aggregate_sequence bigint      NOT NULL,
    id                 text        NOT NULL,
    type               text        NOT NULL,
    record_key         text        NOT NULL,
    payload            bytea       NOT NULL,
    headers            text        NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    published_at       timestamptz,
    PRIMARY KEY (topic, aggregate_id, aggregate_sequence),
    UNIQUE (topic, id)
);

CREATE INDEX outbox_unpublished ON outbox (topic, aggregate_id, aggregate_sequence) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

-- The latest value of each key of a compacted topic, republished now and then for readers that came late.
CREATE TABLE outbox_latest (
    topic      text   NOT NULL,
    record_key text   NOT NULL,
    version    bigint NOT NULL,
    payload    bytea  NOT NULL,
    headers    text   NOT NULL,
    PRIMARY KEY (topic, record_key)
);
