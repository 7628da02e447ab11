-- Execution's own copy of the trading state: what risk says, and what was told here directly. What cannot be read at a start
-- halts everything.
CREATE TABLE trading_state (
    source     text        NOT NULL CHECK (source IN ('RISK', 'DIRECT')),
    scope      text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('ACTIVE', 'REDUCING', 'HALTED')),
    epoch      bigint      NOT NULL CHECK (epoch >= 0),
    actor      text        NOT NULL,
    reason     text        NOT NULL,
    changed_at timestamptz NOT NULL,
    flatten    boolean     NOT NULL,
    PRIMARY KEY (source, scope)
);

-- Every state that was in force here, and since when. The audit holds it against the times at which entries left.
CREATE TABLE trading_state_change (
    source       text        NOT NULL,
    scope        text        NOT NULL,
    epoch        bigint      NOT NULL,
    state        text        NOT NULL,
    actor        text        NOT NULL,
    reason       text        NOT NULL,
    changed_at   timestamptz NOT NULL,
    flatten      boolean     NOT NULL,
    -- By the system's clock, when the first process of this service had it in memory.
    effective_at timestamptz NOT NULL,
    PRIMARY KEY (source, scope, epoch, state)
);

-- When the order was written down as leaving, by the system's clock; of several attempts the last.
ALTER TABLE trade_order ADD COLUMN sent_at timestamptz;
