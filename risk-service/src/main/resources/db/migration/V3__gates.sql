-- What the day in UTC began with, for the loss of a day.
ALTER TABLE portfolio_book ADD COLUMN day_date date, ADD COLUMN day_start_equity numeric;

-- Entries approved lately, and trades closed lately: what rates, duplicates, throttles and pauses are counted from.
CREATE TABLE approval (
    verdict_id   text        PRIMARY KEY,
    portfolio_id text        NOT NULL REFERENCES portfolio_book,
    symbol       text        NOT NULL,
    side         text        NOT NULL,
    quantity     numeric     NOT NULL CHECK (quantity > 0),
    approved_at  timestamptz NOT NULL
);
CREATE INDEX approval_by_portfolio ON approval (portfolio_id);

CREATE TABLE closed_trade (
    client_order_id text        PRIMARY KEY,
    portfolio_id    text        NOT NULL REFERENCES portfolio_book,
    symbol          text        NOT NULL,
    protective      boolean     NOT NULL,
    result          numeric     NOT NULL,
    closed_at       timestamptz NOT NULL
);
CREATE INDEX closed_trade_by_portfolio ON closed_trade (portfolio_id);

-- Symbols whose repeated-execution throttle was ever tripped.
CREATE TABLE throttle (
    portfolio_id text        NOT NULL REFERENCES portfolio_book,
    symbol       text        NOT NULL,
    counts_from  timestamptz NOT NULL,
    tripped_at   timestamptz,
    PRIMARY KEY (portfolio_id, symbol)
);

-- The last usable mid of each day in UTC.
CREATE TABLE daily_close (
    symbol text        NOT NULL,
    day    date        NOT NULL,
    price  numeric     NOT NULL CHECK (price > 0),
    as_of  timestamptz NOT NULL,
    PRIMARY KEY (symbol, day)
);

-- Limits set over REST; each takes the place of the configured one. The scope is '*' or a symbol.
CREATE TABLE limit_live (
    portfolio_id text NOT NULL REFERENCES portfolio_book,
    scope        text NOT NULL,
    limit_key    text NOT NULL,
    value        text NOT NULL,
    PRIMARY KEY (portfolio_id, scope, limit_key)
);

-- Everything that a person changed about limits and throttles; a re-enabled throttle has the key repeated-execution.
CREATE TABLE limit_change (
    portfolio_id text        NOT NULL REFERENCES portfolio_book,
    number       bigint      NOT NULL,
    scope        text        NOT NULL,
    limit_key    text        NOT NULL,
    before       text        NOT NULL,
    after        text        NOT NULL,
    loosened     boolean     NOT NULL,
    actor        text        NOT NULL,
    token_holder text        NOT NULL,
    reason       text        NOT NULL,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (portfolio_id, number)
);

CREATE FUNCTION limit_change_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'changes of limits are never % : change the limit again', lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER limit_change_append_only BEFORE UPDATE OR DELETE ON limit_change
    FOR EACH ROW EXECUTE FUNCTION limit_change_is_append_only();
