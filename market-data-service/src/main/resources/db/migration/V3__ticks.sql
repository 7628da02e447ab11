-- Every tick that went into bars, a partition for each UTC day of occurred_at. The service makes the partitions (tick_20240805) and
-- drops them: see docs/operating.md, "Tick store". The key finds a tick that is told again after a restart, and serves the questions
-- for a symbol's past: there is no second index to keep.
CREATE TABLE tick (
    symbol         text COLLATE "C" NOT NULL,
    occurred_at    timestamptz      NOT NULL,
    -- What a timestamptz cannot hold: the last three of nine digits.
    occurred_nanos smallint         NOT NULL,
    source         text COLLATE "C" NOT NULL,
    sequence       bigint           NOT NULL,
    received_at    timestamptz      NOT NULL,
    kind           text             NOT NULL,
    bid            numeric,
    ask            numeric,
    bid_size       numeric,
    ask_size       numeric,
    price          numeric,
    size           numeric,
    origin         text             NOT NULL,
    derived        boolean          NOT NULL,
    PRIMARY KEY (symbol, occurred_at, source, sequence)
) PARTITION BY RANGE (occurred_at);
