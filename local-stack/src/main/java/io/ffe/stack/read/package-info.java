/**
 * What a run has written, read back from its topics and addresses, without joining any consumer group and without writing
 * anything: counts, the last decisions, the portfolio, lag, ages, dead letters.
 */
@NullMarked
package io.ffe.stack.read;

import org.jspecify.annotations.NullMarked;
