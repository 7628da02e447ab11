/**
 * Dead letters, and the way back: a letter is repaired, checked by the codec that its readers use, and sent to the topic that
 * it came from under its own event id, so that whoever has taken it in before takes it in no second time. Reads the topics;
 * writes to the source topic and to {@code dlq-replayed.json} in the run's folder.
 */
@NullMarked
package io.ffe.stack.dlq;

import org.jspecify.annotations.NullMarked;
