/**
 * Child processes: what is started, that it lives, that it is ready, that it dies when it is told to, and that nothing of
 * an earlier run is left. Waiting and backing off go by the monotonic clock.
 */
@NullMarked
package io.ffe.stack.process;

import org.jspecify.annotations.NullMarked;
