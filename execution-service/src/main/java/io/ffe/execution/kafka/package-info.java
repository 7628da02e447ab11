/** Verdicts in: one ordered channel; each verdict has its effect once, a refused one goes to the dead-letter topic. */
@NullMarked
package io.ffe.execution.kafka;

import org.jspecify.annotations.NullMarked;
