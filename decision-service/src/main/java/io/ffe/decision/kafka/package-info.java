/** Kafka in: snapshots, in order for each symbol. What goes out goes through the outbox and its relay. */
@NullMarked
package io.ffe.decision.kafka;

import org.jspecify.annotations.NullMarked;
