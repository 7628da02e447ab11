package io.ffe.execution;

import io.ffe.messaging.replay.PendingWork;
import jakarta.enterprise.context.ApplicationScoped;

/** What execution tells a replay: orders that still have to leave or to be settled, and whether anything is at work. */
@ApplicationScoped
class OpenOrders implements PendingWork {

    private final Books books;

    OpenOrders(Books books) {
        this.books = books;
    }

    @Override
    public Work work() {
        return books.read(books.orders::work);
    }
}
