-- One row for each portfolio; its lock is taken by every transaction that changes anything of the portfolio.
CREATE TABLE portfolio (
    portfolio_id     text PRIMARY KEY,
    execution_seq    bigint      NOT NULL DEFAULT 0,
    version          bigint      NOT NULL DEFAULT 0,
    -- The last event of the venue that is booked: moves in the transaction that books it.
    venue_cursor     bigint      NOT NULL DEFAULT 0,
    -- The last beat at which open positions were marked.
    marked_beat      bigint      NOT NULL DEFAULT 0,
    cash             numeric     NOT NULL DEFAULT 0,
    realised_pnl     numeric     NOT NULL DEFAULT 0,
    fees             numeric     NOT NULL DEFAULT 0,
    equity           numeric     NOT NULL DEFAULT 0,
    peak_equity      numeric     NOT NULL DEFAULT 0,
    valued_day       date        NOT NULL DEFAULT DATE '1970-01-01',
    day_start_equity numeric     NOT NULL DEFAULT 0,
    as_of            timestamptz NOT NULL DEFAULT TIMESTAMPTZ '1970-01-01 00:00:00Z',
    -- Why no entry may leave; null when they may.
    entries_closed   text
);

CREATE TABLE trade_order (
    client_order_id text PRIMARY KEY,
    intent_id       text        NOT NULL,
    leg             text        NOT NULL,
    generation      integer     NOT NULL CHECK (generation >= 0),
    entry_id        text REFERENCES trade_order,
    verdict_id      text,
    decision_id     text,
    snapshot_id     text,
    portfolio_id    text        NOT NULL REFERENCES portfolio,
    symbol          text        NOT NULL,
    side            text        NOT NULL CHECK (side IN ('BUY', 'SELL')),
    purpose         text        NOT NULL CHECK (purpose IN ('ENTRY', 'EXIT', 'PROTECTION')),
    reference_price numeric,
    stop_loss       numeric,
    take_profit     numeric,
    valid_until     timestamptz,
    origin          text        NOT NULL,
    decided_at      timestamptz NOT NULL,
    logical         boolean     NOT NULL,
    state           text        NOT NULL,
    quantity        numeric     NOT NULL CHECK (quantity > 0),
    filled          numeric     NOT NULL CHECK (filled >= 0 AND filled <= quantity),
    attempt         integer     NOT NULL,
    venue_order_id  text,
    reason          text,
    traceparent     text,
    created_seq     bigint GENERATED ALWAYS AS IDENTITY,
    -- A leg of an intent exists once in each generation, whoever delivers its verdict however often.
    UNIQUE (intent_id, leg, generation)
);

CREATE INDEX trade_order_open ON trade_order (portfolio_id, symbol)
    WHERE state IN ('INTENT', 'SUBMITTING', 'ACCEPTED', 'PARTIALLY_FILLED', 'UNKNOWN');
CREATE INDEX trade_order_by_symbol ON trade_order (portfolio_id, symbol, created_seq);
CREATE INDEX trade_order_newest ON trade_order (created_seq DESC);

CREATE TABLE position (
    portfolio_id text    NOT NULL REFERENCES portfolio,
    symbol       text    NOT NULL,
    quantity     numeric NOT NULL,
    cost         numeric NOT NULL,
    mark         numeric NOT NULL,
    PRIMARY KEY (portfolio_id, symbol),
    CHECK (sign(quantity) = sign(cost))
);

-- What was published, as it was published; the key proves that a sequence has neither gap nor repeat.
CREATE TABLE execution (
    portfolio_id    text        NOT NULL REFERENCES portfolio,
    sequence        bigint      NOT NULL,
    occurred_at     timestamptz NOT NULL,
    kind            text        NOT NULL,
    client_order_id text REFERENCES trade_order,
    payload         text        NOT NULL,
    PRIMARY KEY (portfolio_id, sequence)
);

CREATE TABLE fill (
    venue           text    NOT NULL,
    portfolio_id    text    NOT NULL REFERENCES portfolio,
    venue_trade_id  text    NOT NULL,
    client_order_id text    NOT NULL REFERENCES trade_order,
    quantity        numeric NOT NULL CHECK (quantity > 0),
    price           numeric NOT NULL CHECK (price > 0),
    fee             numeric NOT NULL CHECK (fee >= 0),
    execution_seq   bigint  NOT NULL,
    -- A trade is booked once, however often the venue tells it.
    PRIMARY KEY (venue, venue_trade_id)
);

CREATE INDEX fill_of_order ON fill (client_order_id);

-- The entries of one execution are one ledger transaction.
CREATE TABLE ledger_entry (
    portfolio_id  text    NOT NULL,
    execution_seq bigint  NOT NULL,
    account       text    NOT NULL,
    currency      text    NOT NULL,
    amount        numeric NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (portfolio_id, execution_seq, account, currency)
);

CREATE FUNCTION ledger_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
BEGIN
    SELECT coalesce(sum(amount), 0) INTO total FROM ledger_entry
    WHERE portfolio_id = NEW.portfolio_id AND execution_seq = NEW.execution_seq AND currency = NEW.currency;
    IF total <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % of portfolio % sums to % %, expected zero',
            NEW.execution_seq, NEW.portfolio_id, total, NEW.currency USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

-- Deferred to the commit, when all entries of the transaction are there.
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT OR UPDATE ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_must_balance();

-- What is booked stays booked: corrections are further entries.
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger entries are never % : book a further transaction', lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
