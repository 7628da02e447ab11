/** Files as they are found, and as they should not be. */
@NullUnmarked
package io.ffe.risk.feed;

import org.jspecify.annotations.NullUnmarked;
