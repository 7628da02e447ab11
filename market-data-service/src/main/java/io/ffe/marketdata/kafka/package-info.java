/**
 * Kafka's side of market data. Writes ticks and watermarks in batches, bars, snapshots and beats in order; reads ticks
 * (its own and third parties') and acks. Nothing here decides anything.
 */
@NullMarked
package io.ffe.marketdata.kafka;

import org.jspecify.annotations.NullMarked;
