package io.ffe.marketdata;

/** The process is to stop: the replay ends where it is, and a restart goes on from its checkpoint. */
final class ReplayStopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReplayStopped() {
        super("the replay was stopped");
    }
}
