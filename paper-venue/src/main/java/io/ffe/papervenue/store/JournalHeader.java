package io.ffe.papervenue.store;

/**
 * First line of a journal.
 *
 * @param format of the lines after it; this version writes and reads 1
 * @param runId the run that the journal belongs to
 */
record JournalHeader(int format, String runId) {

    static final int FORMAT = 1;
}
