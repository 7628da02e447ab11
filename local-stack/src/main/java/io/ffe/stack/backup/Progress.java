package io.ffe.stack.backup;

/** Told how far a copy is, on the thread that copies. */
@FunctionalInterface
public interface Progress {

    Progress SILENT = (what, done, of) -> {};

    /**
     * @param what is copied, as in {@code databases}
     * @param of how much there is, 0 when that is not known; both in bytes
     */
    void at(String what, long done, long of);
}
