/**
 * Kafka: one KRaft node in a JVM of its own with a small heap, and the creation of topics from the catalogue.
 *
 * <p>The data directory is kept over restarts. Topics are never created by being used.
 */
@NullMarked
package io.ffe.stack.broker;

import org.jspecify.annotations.NullMarked;
