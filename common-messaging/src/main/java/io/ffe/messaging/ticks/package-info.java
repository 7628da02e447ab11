/** Batch reading of the tick topic without a consumer group: every process sees every tick, from the offsets it asks for. */
@NullMarked
package io.ffe.messaging.ticks;

import org.jspecify.annotations.NullMarked;
