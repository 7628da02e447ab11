-- Whether entries may be approved, for all portfolios ('*') and for each one that somebody has spoken of.
CREATE TABLE trading_state (
    scope      text        PRIMARY KEY,
    state      text        NOT NULL CHECK (state IN ('ACTIVE', 'REDUCING', 'HALTED')),
    -- Rises with each change, under the row's lock.
    epoch      bigint      NOT NULL CHECK (epoch >= 0),
    actor      text        NOT NULL,
    reason     text        NOT NULL,
    changed_at timestamptz NOT NULL,
    flatten    boolean     NOT NULL DEFAULT false
);

-- Who changed it, when, from what, to what, and why.
CREATE TABLE trading_state_change (
    change_seq   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope        text        NOT NULL,
    from_state   text        NOT NULL,
    from_epoch   bigint      NOT NULL,
    to_state     text        NOT NULL,
    to_epoch     bigint      NOT NULL,
    actor        text        NOT NULL,
    -- Whose token it was; the actor may have named himself.
    token_holder text        NOT NULL,
    reason       text        NOT NULL,
    changed_at   timestamptz NOT NULL,
    flatten      boolean     NOT NULL,
    UNIQUE (scope, to_epoch),
    CHECK (to_epoch > from_epoch)
);

CREATE FUNCTION trading_state_change_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'changes of the trading state are never % : change the state again', lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER trading_state_change_append_only BEFORE UPDATE OR DELETE ON trading_state_change
    FOR EACH ROW EXECUTE FUNCTION trading_state_change_is_append_only();
