-- One row a portfolio; whoever changes anything of a portfolio locks it first.
CREATE TABLE portfolio_book (
    portfolio_id     text    PRIMARY KEY,
    through_sequence bigint  NOT NULL DEFAULT 0,
    cash             numeric NOT NULL DEFAULT 0,
    realised_pnl     numeric NOT NULL DEFAULT 0,
    fees             numeric NOT NULL DEFAULT 0,
    peak_equity      numeric,
    -- Symbols whose folded position is not the one that execution last stated, separated by commas.
    disputed         text    NOT NULL DEFAULT ''
);

CREATE TABLE position (
    portfolio_id  text    NOT NULL REFERENCES portfolio_book,
    symbol        text    NOT NULL,
    quantity      numeric NOT NULL CHECK (quantity <> 0),
    average_price numeric NOT NULL CHECK (average_price > 0),
    PRIMARY KEY (portfolio_id, symbol)
);

-- Exposure of approved entries that execution has not ended yet.
CREATE TABLE reservation (
    verdict_id        text    PRIMARY KEY,
    portfolio_id      text    NOT NULL REFERENCES portfolio_book,
    symbol            text    NOT NULL,
    side              text    NOT NULL,
    quantity          numeric NOT NULL CHECK (quantity > 0),
    notional_per_unit numeric NOT NULL CHECK (notional_per_unit > 0)
);
CREATE INDEX reservation_by_portfolio ON reservation (portfolio_id);

-- Approved exits that execution has not ended yet.
CREATE TABLE pending_exit (
    verdict_id   text    PRIMARY KEY,
    portfolio_id text    NOT NULL REFERENCES portfolio_book,
    symbol       text    NOT NULL,
    side         text    NOT NULL,
    quantity     numeric NOT NULL CHECK (quantity > 0)
);
CREATE INDEX pending_exit_by_portfolio ON pending_exit (portfolio_id);

-- The newest approved entry of each symbol, remembered after its order has ended.
CREATE TABLE last_entry (
    portfolio_id text        NOT NULL REFERENCES portfolio_book,
    symbol       text        NOT NULL,
    side         text        NOT NULL,
    as_of        timestamptz NOT NULL,
    verdict_id   text        NOT NULL,
    PRIMARY KEY (portfolio_id, symbol)
);

-- Executions that arrived beyond a gap; they are folded when it is filled.
CREATE TABLE execution_ahead (
    portfolio_id text   NOT NULL REFERENCES portfolio_book,
    sequence     bigint NOT NULL,
    payload      text   NOT NULL,
    PRIMARY KEY (portfolio_id, sequence)
);

-- Snapshots by id, for the decisions that name them; old ones are deleted as new ones come.
CREATE TABLE snapshot (
    snapshot_id text        PRIMARY KEY,
    symbol      text        NOT NULL,
    as_of       timestamptz NOT NULL,
    payload     text        NOT NULL
);
CREATE INDEX snapshot_by_age ON snapshot (symbol, as_of);

-- The newest usable price of each symbol.
CREATE TABLE snapshot_latest (
    symbol    text        PRIMARY KEY,
    bid       numeric     NOT NULL,
    ask       numeric     NOT NULL,
    timeframe text        NOT NULL,
    as_of     timestamptz NOT NULL
);

CREATE TABLE verdict (
    decision_id  text        PRIMARY KEY,
    verdict_id   text        NOT NULL UNIQUE,
    portfolio_id text        NOT NULL,
    symbol       text        NOT NULL,
    result       text        NOT NULL,
    decided_at   timestamptz NOT NULL,
    payload      text        NOT NULL
);
CREATE INDEX verdict_by_time ON verdict (decided_at DESC, decision_id);
