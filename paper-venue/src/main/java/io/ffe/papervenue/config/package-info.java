/** The settings of the venue, checked at the start: an unknown key, a missing or a bad value ends it with a message. */
@NullMarked
package io.ffe.papervenue.config;

import org.jspecify.annotations.NullMarked;
