-- How far behind the best price a stop follows; null where it stays.
ALTER TABLE trade_order ADD COLUMN trailing_distance numeric CHECK (trailing_distance > 0);
