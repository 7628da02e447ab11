-- The end of each portfolio's chain. Whoever records a decision of the portfolio locks this row first and moves it in the
-- transaction that records the decision, so that the chain has neither fork nor gap.
CREATE TABLE decision_chain (
    portfolio_id text   PRIMARY KEY,
    sequence     bigint NOT NULL,
    hash         text   NOT NULL
);

-- Null on what was recorded before there was a chain.
ALTER TABLE decision ADD COLUMN chain_sequence bigint;
ALTER TABLE decision ADD CONSTRAINT decision_chain_place UNIQUE (portfolio_id, chain_sequence);
