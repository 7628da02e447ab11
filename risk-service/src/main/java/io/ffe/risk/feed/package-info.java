/** Files with daily closes. Read once at the start; whatever is wrong with one stops it. */
@NullMarked
package io.ffe.risk.feed;

import org.jspecify.annotations.NullMarked;
