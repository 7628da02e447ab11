-- The account at the last valuation, so that it can be read of a run that is over too.
ALTER TABLE portfolio
    ADD COLUMN currency       text,
    ADD COLUMN unrealised     numeric NOT NULL DEFAULT 0,
    ADD COLUMN gross_exposure numeric NOT NULL DEFAULT 0,
    ADD COLUMN margin         numeric NOT NULL DEFAULT 0,
    ADD COLUMN leverage_limit numeric,
    -- What has no rate to account currency, and is in none of the amounts; null when all is in.
    ADD COLUMN unconverted    text;

-- Currency that the position is booked in, and what one unit was worth in account currency at the last mark; no rate, none known.
ALTER TABLE position
    ADD COLUMN currency text,
    ADD COLUMN rate     numeric CHECK (rate > 0);

-- What operators told execution to close, once for each portfolio that a command concerns. The exits stand in trade_order, under intents that are functions of the command.
CREATE TABLE flatten_command (
    command_id   text        NOT NULL,
    portfolio_id text        NOT NULL REFERENCES portfolio,
    -- All open positions when absent.
    symbol       text,
    fraction     numeric     NOT NULL CHECK (fraction > 0 AND fraction <= 1),
    actor        text        NOT NULL,
    reason       text        NOT NULL,
    -- What was answered: exits that were made, and what was left alone and why.
    result       text        NOT NULL,
    -- By the system's clock.
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (command_id, portfolio_id)
);
-- Protection is looked for by its entry, at each send and each end of an entry.
CREATE INDEX trade_order_entry ON trade_order (entry_id) WHERE entry_id IS NOT NULL;

CREATE INDEX flatten_command_newest ON flatten_command (received_at DESC);
