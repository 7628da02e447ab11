/**
 * The topics in. Each channel is read in order by one thread and commits its offset after the effect; what cannot be read
 * goes to the dead-letter topic with its original bytes.
 */
@NullMarked
package io.ffe.risk.kafka;

import org.jspecify.annotations.NullMarked;
