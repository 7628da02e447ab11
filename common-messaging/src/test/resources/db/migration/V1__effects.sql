CREATE TABLE effect (decision_id text NOT NULL, traced text, logical_now timestamptz);
