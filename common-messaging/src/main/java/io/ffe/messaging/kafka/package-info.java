/** The plain Kafka clients, with the settings that keep what was promised. */
@NullMarked
package io.ffe.messaging.kafka;

import org.jspecify.annotations.NullMarked;
