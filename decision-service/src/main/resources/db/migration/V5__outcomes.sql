-- What the members of the ensemble were worth when the decision was made: part of what it was made of. Null on what was
-- recorded before there were outcomes.
ALTER TABLE decision ADD COLUMN standing text;

-- Decisions whose window is not over. Gone in the transaction that records the outcome.
CREATE TABLE open_score (
    decision_id  text             PRIMARY KEY,
    portfolio_id text             NOT NULL,
    symbol       text             NOT NULL,
    timeframe    text             NOT NULL,
    as_of        timestamptz      NOT NULL,
    decided_at   timestamptz      NOT NULL,
    horizon_end  timestamptz      NOT NULL,
    regime       text,
    -- Of the snapshot, in price units; the ATR is null where it had none.
    atr          double precision,
    spread       double precision NOT NULL,
    -- Whether an order of it was filled.
    traded       boolean          NOT NULL DEFAULT false
);

CREATE INDEX open_score_due ON open_score (symbol, timeframe, horizon_end, decision_id);

-- How prices moved between two snapshots, as long as there is a window that needs it.
CREATE TABLE price_path (
    symbol    text        NOT NULL,
    timeframe text        NOT NULL,
    as_of     timestamptz NOT NULL,
    path      text        NOT NULL,
    PRIMARY KEY (symbol, timeframe, as_of)
);

-- Outcomes as published; added to, never changed.
CREATE TABLE outcome (
    decision_id  text        PRIMARY KEY,
    portfolio_id text        NOT NULL,
    symbol       text        NOT NULL,
    resolved_at  timestamptz NOT NULL,
    scored       boolean     NOT NULL,
    buy_right    boolean     NOT NULL,
    sell_right   boolean     NOT NULL,
    hold_right   boolean     NOT NULL,
    event        text        NOT NULL
);

CREATE INDEX outcome_resolved ON outcome (portfolio_id, resolved_at);
CREATE INDEX outcome_of_symbol ON outcome (symbol, resolved_at DESC, decision_id);

-- What each member had said to a scored decision. Errors and returns in millionths, whole numbers, so that sums are exact and
-- the same in whatever order they are made.
CREATE TABLE member_score (
    decision_id  text        NOT NULL,
    member       text        NOT NULL,
    version      text        NOT NULL,
    digest       text        NOT NULL,
    portfolio_id text        NOT NULL,
    resolved_at  timestamptz NOT NULL,
    regime       text        NOT NULL,
    -- Tenth of stated confidence.
    bin          smallint    NOT NULL,
    is_right     boolean     NOT NULL,
    brier        bigint      NOT NULL,
    raw_brier    bigint      NOT NULL,
    climatology  bigint      NOT NULL,
    -- What following it would have brought, and what buying and holding would.
    earned       bigint      NOT NULL,
    held         bigint      NOT NULL,
    PRIMARY KEY (decision_id, member, version, digest)
);

CREATE INDEX member_score_resolved ON member_score (portfolio_id, resolved_at);
