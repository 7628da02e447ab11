/** Configuration under {@code ffe.risk}, turned into the terms of each portfolio; anything wrong stops the start. */
@NullMarked
package io.ffe.risk.config;

import org.jspecify.annotations.NullMarked;
