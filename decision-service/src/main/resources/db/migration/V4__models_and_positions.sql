-- One row for each model that was asked on the way to a decision, whether or not a request went out.
ALTER TABLE model_call DROP CONSTRAINT model_call_pkey;
ALTER TABLE model_call ADD COLUMN tier text NOT NULL DEFAULT 'LLM_PRIMARY';
ALTER TABLE model_call ALTER COLUMN tier DROP DEFAULT;
ALTER TABLE model_call ADD PRIMARY KEY (decision_id, tier);

-- Bytes as they went over the wire: what a model or a broken server writes need not be text that a database takes.
ALTER TABLE model_call ALTER COLUMN request DROP NOT NULL;
ALTER TABLE model_call ALTER COLUMN request TYPE bytea USING convert_to(request, 'UTF8');
ALTER TABLE model_call ALTER COLUMN response TYPE bytea USING convert_to(response, 'UTF8');

-- Null on what was recorded before.
ALTER TABLE model_call
    ADD COLUMN digest         text,
    ADD COLUMN server_version text,
    -- FLAT, LONG or SHORT: what the model was told that the portfolio held.
    ADD COLUMN held           text,
    ADD COLUMN content_type   text,
    ADD COLUMN too_large      boolean NOT NULL DEFAULT false,
    ADD COLUMN fault          text,
    ADD COLUMN fault_before   text,
    ADD COLUMN detail         text,
    ADD COLUMN took_millis    bigint,
    ADD COLUMN done_reason    text,
    ADD COLUMN prompt_tokens  integer,
    ADD COLUMN answer_tokens  integer,
    ADD COLUMN total_nanos    bigint,
    ADD COLUMN load_nanos     bigint,
    ADD COLUMN prompt_nanos   bigint,
    ADD COLUMN answer_nanos   bigint;

-- The position of each portfolio in each symbol, as the last execution that spoke of it stated it.
CREATE TABLE held_position (
    portfolio_id text    NOT NULL,
    symbol       text    NOT NULL,
    quantity     numeric NOT NULL,
    -- Of that execution; a repeated or late one changes nothing.
    sequence     bigint  NOT NULL,
    PRIMARY KEY (portfolio_id, symbol)
);
