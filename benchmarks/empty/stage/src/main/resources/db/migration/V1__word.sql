CREATE TABLE word (
    id bigint PRIMARY KEY,
    text text NOT NULL
);
