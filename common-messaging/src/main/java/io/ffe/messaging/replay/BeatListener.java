package io.ffe.messaging.replay;

import io.ffe.schema.event.Beat;

/**
 * Something that a process does at each beat of a replay, on one thread, in order, at the beat's logical time. In a free
 * run there is one beat only, its end.
 *
 * <p>The beat is acked when every listener has returned, so a listener returns only when its effects are committed. After a
 * restart the last beat comes again: listeners are idempotent.
 */
public interface BeatListener {

    void onBeat(Beat beat);
}
