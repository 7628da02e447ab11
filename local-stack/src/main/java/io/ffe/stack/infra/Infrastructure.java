package io.ffe.stack.infra;

import io.ffe.stack.postgres.PostgresEndpoint;

/** A Kafka broker and a PostgreSQL server. Start once, close once; closing stops only what the start has started. */
public sealed interface Infrastructure extends AutoCloseable permits External, Containers, Embedded {

    /**
     * Returns when both answer and PostgreSQL has confirmed that it keeps what it commits.
     *
     * @throws io.ffe.stack.Problem saying which one failed and why
     */
    Endpoints start() throws InterruptedException;

    /** Kafka first, then PostgreSQL. */
    @Override
    void close();

    /** Where they are. */
    record Endpoints(String bootstrapServers, PostgresEndpoint postgres) {}
}
