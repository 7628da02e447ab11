package io.ffe.papervenue.store;

/**
 * First line of a journal.
 *
 * @param format of the lines after it; 2, in which stops move, is written, and 1 is read and gone on with
 * @param runId the run that the journal belongs to
 */
record JournalHeader(int format, String runId) {

    static final int FORMAT = 2;

    boolean readable() {
        return format >= 1 && format <= FORMAT;
    }
}
