-- How an entry is put, where its verdict says so; null for the venue's usual way.
ALTER TABLE trade_order ADD COLUMN order_type text CHECK (order_type IN ('MARKET', 'LIMIT'));
ALTER TABLE trade_order ADD COLUMN limit_price numeric CHECK (limit_price > 0);
ALTER TABLE trade_order ADD COLUMN time_in_force text CHECK (time_in_force IN ('GTC', 'GTD', 'IOC', 'FOK'));
