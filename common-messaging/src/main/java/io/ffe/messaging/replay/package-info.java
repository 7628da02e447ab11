/** Lock-step: one thread takes beats, listeners act on them, and acks tell how far this process has come. Silent unless ffe.run.lock-step is on. */
@NullMarked
package io.ffe.messaging.replay;

import org.jspecify.annotations.NullMarked;
