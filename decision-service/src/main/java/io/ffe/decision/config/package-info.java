/** What may be set from outside, under {@code ffe.decision}. A key that is not here stops the start. */
@NullMarked
package io.ffe.decision.config;

import org.jspecify.annotations.NullMarked;
