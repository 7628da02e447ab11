/**
 * Ticks in, acks out.
 *
 * <p>Ticks are read on one thread: in lock-step up to the end that each beat names, otherwise as they come. They are read
 * from the offsets in the journal, so a restart matches no tick twice and skips none. While the journal cannot be written
 * the tick at hand waits; it is never skipped.
 */
@NullMarked
package io.ffe.papervenue.kafka;

import org.jspecify.annotations.NullMarked;
