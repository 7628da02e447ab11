/** The clock that handlers ask: logical time in a replay, the system's when live. */
@NullMarked
package io.ffe.messaging.time;

import org.jspecify.annotations.NullMarked;
