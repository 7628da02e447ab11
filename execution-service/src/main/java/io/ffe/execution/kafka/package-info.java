/**
 * Verdicts in: one ordered channel; each verdict has its effect once, a refused one goes to the dead-letter topic. And the
 * control topic, read whole by every process.
 */
@NullMarked
package io.ffe.execution.kafka;

import org.jspecify.annotations.NullMarked;
