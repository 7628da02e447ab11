/**
 * Replays: one thread takes beats, listeners act on them, and acks tell how far this process has come. Silent when live; in
 * a free run (ffe.run.lock-step off) nobody waits for an ack, and the only beat is the end.
 */
@NullMarked
package io.ffe.messaging.replay;

import org.jspecify.annotations.NullMarked;
