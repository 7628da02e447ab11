-- What decides about the next order of a symbol is found without reading its history.
CREATE INDEX trade_order_protection ON trade_order (portfolio_id, symbol, side, decided_at DESC, generation DESC)
    WHERE purpose = 'PROTECTION';

-- Read at each comparison with the venue; there are few, or none.
CREATE INDEX trade_order_outside ON trade_order (portfolio_id) WHERE leg = 'outside';
