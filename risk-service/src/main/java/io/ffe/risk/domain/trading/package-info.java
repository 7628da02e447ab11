/** What is kept about the trading state beside the state itself, which is a {@link io.ffe.schema.event.Control}. */
@NullMarked
package io.ffe.risk.domain.trading;

import org.jspecify.annotations.NullMarked;
