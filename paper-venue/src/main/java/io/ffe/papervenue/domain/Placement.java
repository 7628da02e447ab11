package io.ffe.papervenue.domain;

/** What became of a request for an order. */
public sealed interface Placement {

    /** Decided, as accepted or as rejected: the line says which once it is applied. */
    record Decided(JournalLine line) implements Placement {}

    /**
     * The id was used before; nothing happens.
     *
     * @param holder the order that has the id, or the entry whose protection will have it
     */
    record Repeated(VenueOrder holder) implements Placement {}
}
