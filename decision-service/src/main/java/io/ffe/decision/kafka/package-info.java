/** Kafka in: snapshots, in order for each symbol, and executions, in order for each portfolio. What goes out goes through the outbox and its relay. */
@NullMarked
package io.ffe.decision.kafka;

import org.jspecify.annotations.NullMarked;
