/**
 * Whether two runs are the same: what happened in each is kept as a file of the run, read from its topics once, and compared
 * event by event. Reads topics and run folders, writes {@code events.jsonl.gz}; no service has to be up.
 */
@NullMarked
package io.ffe.stack.compare;

import org.jspecify.annotations.NullMarked;
