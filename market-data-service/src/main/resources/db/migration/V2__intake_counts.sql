-- What became of the ticks up to tick_offsets; null in a checkpoint of before there was this count.
ALTER TABLE checkpoint ADD COLUMN intake text;
