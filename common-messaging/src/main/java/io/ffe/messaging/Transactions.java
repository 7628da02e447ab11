package io.ffe.messaging;

import io.ffe.messaging.outbox.Relay;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;

/** Database transactions of a service's own, outside the inbox. What they append to the outbox is published after them. */
@ApplicationScoped
public class Transactions {

    private final Relay relay;

    Transactions(Relay relay) {
        this.relay = relay;
    }

    /** Runs in a new transaction; commits when it returns, rolls back when it throws. */
    public void run(Runnable work) {
        QuarkusTransaction.requiringNew().run(work);
        relay.wake();
    }

    /** As {@link #run} with a result. */
    public <T> T call(Callable<T> work) {
        T result = QuarkusTransaction.requiringNew().call(work);
        relay.wake();
        return result;
    }
}
