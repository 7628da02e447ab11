-- What a model was asked for: SOLE decides alone, BULL, BEAR and JUDGE are the seats of a debate on one rung.
ALTER TABLE model_call ADD COLUMN seat text NOT NULL DEFAULT 'SOLE';
ALTER TABLE model_call ALTER COLUMN seat DROP DEFAULT;
ALTER TABLE model_call DROP CONSTRAINT model_call_pkey;
ALTER TABLE model_call ADD PRIMARY KEY (decision_id, tier, seat);

ALTER TABLE shadow_call ADD COLUMN seat text NOT NULL DEFAULT 'SOLE';
ALTER TABLE shadow_call ALTER COLUMN seat DROP DEFAULT;
ALTER TABLE shadow_call DROP CONSTRAINT shadow_call_pkey;
ALTER TABLE shadow_call ADD PRIMARY KEY (decision_id, tier, seat);

-- Has its one row while outcomes are being taken from the topic, so that a process that dies meanwhile goes on at its next start.
CREATE TABLE outcome_rebuild (
    one        boolean     PRIMARY KEY DEFAULT true CHECK (one),
    started_at timestamptz NOT NULL DEFAULT now()
);
